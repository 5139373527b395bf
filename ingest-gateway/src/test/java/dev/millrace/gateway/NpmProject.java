package dev.millrace.gateway;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small Node.js project of the tests, from {@code src/test/npm}, with the packages of its lock
 * file.
 *
 * @param folder where it lies with its packages
 * @param node the program that runs it
 */
public record NpmProject(Path folder, String node) {

    /** The oldest version that the packages work with. */
    private static final int OLDEST = 20;

    private static final Duration INSTALL = Duration.ofMinutes(4);

    /** How a script ended, and what it printed. */
    public record Run(int exitCode, String output) {}

    /**
     * Installs a project below {@code target}; where that cannot be, skips the test and says why.
     */
    public static NpmProject install(String name) throws IOException, InterruptedException {
        String node = onPath("node");
        String npm = onPath("npm");
        assumeTrue(node != null && npm != null, "skipped: Node.js with npm is not present");
        Path module = Path.of(System.getProperty("basedir", "."));
        NpmProject project =
                new NpmProject(module.resolve("target/npm").resolve(name).toAbsolutePath(), node);
        Files.createDirectories(project.folder());
        Run version = project.run(INSTALL, List.of(node, "-p", "process.versions.node"));
        assumeTrue(
                major(version.output()) >= OLDEST,
                () -> "skipped: Node.js is older than " + OLDEST + ": " + version.output());
        boolean packagesAreThere = project.copy(module.resolve("src/test/npm").resolve(name));
        if (!packagesAreThere) {
            Run install =
                    project.run(
                            INSTALL,
                            List.of(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            if (install.exitCode() != 0) {
                abort("skipped: npm cannot install the packages here: " + install.output());
            }
            Files.writeString(project.marker(), "");
        }
        return project;
    }

    /** Runs a script with these arguments. */
    public Run run(Duration atMost, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(node, script));
        command.addAll(List.of(arguments));
        return run(atMost, command);
    }

    private Run run(Duration atMost, List<String> command)
            throws IOException, InterruptedException {
        Path log = folder.resolve("output.log");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new Run(-1, "not done after " + atMost + "\n" + Files.readString(log));
        }
        return new Run(process.exitValue(), Files.readString(log));
    }

    /** Written last, so that what was broken off is begun anew. */
    private Path marker() {
        return folder.resolve("node_modules/.installed");
    }

    /** Copies the project's files; true if the packages of its lock file are there already. */
    private boolean copy(Path sources) throws IOException {
        Path lock = folder.resolve("package-lock.json");
        boolean same =
                Files.exists(lock)
                        && Files.mismatch(lock, sources.resolve("package-lock.json")) == -1;
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        folder.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return same && Files.exists(marker());
    }

    private static int major(String version) {
        String first = version.strip().replaceAll("\\D.*", "");
        return first.isEmpty() ? 0 : Integer.parseInt(first);
    }

    private static String onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
