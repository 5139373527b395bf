package dev.millrace.devstack;

import dev.millrace.devstack.child.ChildMain;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line of a JVM that ends with its supervisor. */
final class ChildCommand {

    private final Installation installation;
    private final String process;
    private final List<String> flags = new ArrayList<>();

    ChildCommand(Installation installation, String process) {
        this.installation = installation;
        this.process = process;
        // One small JVM of many on a small machine: a single collector thread and no idle heap.
        flags("-XX:+UseSerialGC", "-XX:MaxHeapFreeRatio=30", "-XX:MinHeapFreeRatio=10");
        // Classes parsed once, mapped from the second start on.
        flags("-XX:+AutoCreateSharedArchive", "-XX:+VerifySharedSpaces", "-Xlog:disable");
        flags("-XX:SharedArchiveFile=" + installation.classDataArchive(process));
        // A service that goes on without memory answers some and hangs others: start it again.
        flags("-XX:+ExitOnOutOfMemoryError");
        flags("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
        flags("-Dfile.encoding=UTF-8", "-Djava.awt.headless=true", "-Duser.timezone=UTC");
    }

    ChildCommand flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    ChildCommand heap(String largest) {
        return flags("-Xms48m", "-Xmx" + largest);
    }

    /**
     * The first compiler alone: the second one costs near half of the processor time of a laptop's
     * session, and would pay only after many thousands of tasks.
     */
    ChildCommand quicklyCompiled() {
        return flags("-XX:TieredStopAtLevel=1");
    }

    /**
     * The words of the command line. Flags in {@code MILLRACE_<PROCESS>_JAVA_OPTIONS} come last, so
     * that they win.
     */
    List<String> running(List<Path> classPath, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(optionsOf(System.getenv()));
        command.add("-cp");
        command.add(
                installation.childJar()
                        + File.pathSeparator
                        + classPath.stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator)));
        command.add(ChildMain.class.getName());
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    private List<String> optionsOf(Map<String, String> environment) {
        String options = environment.get(Ports.variablePrefix(process) + "_JAVA_OPTIONS");
        return options == null || options.isBlank()
                ? List.of()
                : List.of(options.strip().split("\\s+"));
    }
}
