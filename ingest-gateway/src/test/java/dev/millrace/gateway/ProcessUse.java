package dev.millrace.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process takes after a collection of its garbage.
 *
 * @param heapBytes what lives on its heap
 * @param threads its platform threads
 * @param sockets its open sockets
 */
record ProcessUse(long heapBytes, int threads, int sockets) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");

    static ProcessUse of(long pid) throws Exception {
        // Counts what can be reached, after a full collection.
        long bytes = number(TOTAL, command(pid, "GC.class_histogram"));
        Path process = Path.of("/proc", Long.toString(pid));
        int threads = (int) number(THREADS, Files.readString(process.resolve("status")));
        return new ProcessUse(bytes, threads, sockets(process.resolve("fd")));
    }

    private static int sockets(Path descriptors) throws IOException {
        try (Stream<Path> all = Files.list(descriptors)) {
            return (int) all.filter(ProcessUse::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException _) {
            // Closed meanwhile.
            return false;
        }
    }

    private static String command(long pid, String command) throws Exception {
        Process jcmd =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                                .toString(),
                                        Long.toString(pid),
                                        command))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
