package dev.millrace.quickstart.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Says on what a measurement was made. */
final class Machine {

    private static final Pattern PROCESSOR = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

    private Machine() {}

    static String describe() {
        String processor = find(Path.of("/proc/cpuinfo"), PROCESSOR);
        String memory = find(Path.of("/proc/meminfo"), MEMORY);
        return "%d processors%s%s, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor.isEmpty() ? "" : " (" + processor + ")",
                        memory.isEmpty()
                                ? ""
                                : ", " + Math.round(Long.parseLong(memory) / 1048576.0) + " GiB",
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static String find(Path file, Pattern pattern) {
        try {
            var matcher = pattern.matcher(Files.readString(file, StandardCharsets.UTF_8));
            return matcher.find() ? matcher.group(1).strip() : "";
        } catch (IOException _) {
            // Not Linux: then it stays unsaid.
            return "";
        }
    }
}
