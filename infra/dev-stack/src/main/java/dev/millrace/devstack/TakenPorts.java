package dev.millrace.devstack;

import dev.millrace.devstack.child.ChildMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out before a start which ports are taken, and by whom where the system tells. */
final class TakenPorts {

    private static final int LONGEST_DESCRIPTION = 80;

    private TakenPorts() {}

    /** One line for the user for each process whose port is taken. */
    static List<String> among(List<ProcessSpec> specs) {
        return specs.stream()
                .filter(spec -> !Ports.isFree(spec.port()))
                .map(
                        spec ->
                                "Port %d (%s) is taken%s. Stop it or set %s to a free port."
                                        .formatted(
                                                spec.port(),
                                                spec.name(),
                                                holder(spec.port())
                                                        .map(TakenPorts::describe)
                                                        .orElse(""),
                                                spec.portVariable()))
                .toList();
    }

    private static String describe(ProcessHandle process) {
        List<String> words = commandLine(process.pid());
        if (words.isEmpty()) {
            return " by process " + process.pid();
        }
        String program = Path.of(words.getFirst()).getFileName().toString();
        String rest = String.join(" ", withoutOptions(words.subList(1, words.size())));
        String shown =
                rest.length() > LONGEST_DESCRIPTION
                        ? rest.substring(0, LONGEST_DESCRIPTION) + "…"
                        : rest;
        return " by %s (pid %d%s)"
                .formatted(program, process.pid(), shown.isEmpty() ? "" : ": " + shown);
    }

    /** For a JVM, what follows its options and class path: the main class and its arguments. */
    private static List<String> withoutOptions(List<String> words) {
        List<String> rest = new ArrayList<>();
        boolean skip = false;
        for (String word : words) {
            boolean classPath = word.equals("-cp") || word.equals("-classpath");
            boolean wrapper = word.equals(ChildMain.class.getName());
            if (!skip && !classPath && !wrapper && (!word.startsWith("-") || !rest.isEmpty())) {
                rest.add(word);
            }
            skip = classPath;
        }
        return rest;
    }

    private static List<String> commandLine(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
        } catch (IOException _) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .map(List::of)
                    .orElse(List.of());
        }
    }

    /** The listening process, where there is a Linux {@code /proc} and we may read it. */
    private static Optional<ProcessHandle> holder(int port) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> listeningSockets(Path.of(table), port))
                .flatMap(
                        socket ->
                                ProcessHandle.allProcesses()
                                        .filter(process -> holds(process.pid(), socket)))
                .findFirst();
    }

    private static Stream<String> listeningSockets(Path table, int port) {
        String suffix = ":%04X".formatted(port).toUpperCase(Locale.ROOT);
        try {
            return Files.readAllLines(table).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > 9)
                    .filter(columns -> columns[1].endsWith(suffix) && columns[3].equals("0A"))
                    .map(columns -> "socket:[" + columns[9] + "]");
        } catch (IOException _) {
            return Stream.of();
        }
    }

    private static boolean holds(long pid, String socket) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, socket));
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean pointsTo(Path descriptor, String socket) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(socket);
        } catch (IOException _) {
            return false;
        }
    }
}
