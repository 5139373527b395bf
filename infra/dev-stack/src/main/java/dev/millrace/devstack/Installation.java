package dev.millrace.devstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The built modules of a checkout, and the folder where their data lives.
 *
 * @param checkout the folder of the checkout
 * @param home data, logs and run state
 */
public record Installation(Path checkout, Path home) {

    private static final String OURS = File.separator + Path.of("dev", "millrace") + File.separator;

    /** Makes both folders absolute. */
    public Installation {
        checkout = checkout.toAbsolutePath().normalize();
        home = home.toAbsolutePath().normalize();
    }

    /** Where the output of a process goes. */
    public Path log(String process) {
        return home.resolve("logs").resolve(process + ".log");
    }

    /** Where a process keeps what must survive a restart. */
    public Path data(String process) {
        return home.resolve("data").resolve(process);
    }

    /** Everything that survives a restart. */
    public Path allData() {
        return home.resolve("data");
    }

    /** Which processes run; written by the supervisor. */
    public Path stateFile() {
        return home.resolve("run/stack.state");
    }

    /** Where the JVM of a process keeps its parsed classes from one run to the next. */
    Path classDataArchive(String process) {
        Path folder = home.resolve("cache");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.resolve(process + ".jsa");
    }

    /**
     * The class path of a module. Our own jars are copied first: a build may replace them while the
     * process runs, and a JVM does not survive that.
     */
    List<Path> classPath(String process, String module, String artifact) {
        Path target = checkout.resolve(module).resolve("target");
        List<Path> entries = new ArrayList<>();
        entries.add(moduleJar(target, artifact));
        Path file = target.resolve("runtime.classpath");
        try {
            for (String entry : Files.readString(file).strip().split(File.pathSeparator)) {
                if (!entry.isBlank()) {
                    entries.add(Path.of(entry));
                }
            }
            return copyOurs(entries, home.resolve("lib").resolve(process));
        } catch (IOException e) {
            throw new StackFailedException(
                    artifact + " is not built (" + e.getMessage() + "). Run ./mvnw package.");
        }
    }

    /** The jar of the small main class that every child starts with. */
    Path childJar() {
        Path jar = moduleJar(checkout.resolve("infra/dev-stack/target"), "dev-stack");
        try {
            return copyOurs(List.of(jar), home.resolve("lib")).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path moduleJar(Path target, String artifact) {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> isJarOf(artifact, file.getFileName().toString()))
                    .findFirst()
                    .orElseThrow(() -> notBuilt(artifact, target));
        } catch (IOException _) {
            throw notBuilt(artifact, target);
        }
    }

    private static boolean isJarOf(String artifact, String name) {
        return name.matches(Pattern.quote(artifact) + "-\\d[\\w.]*(-SNAPSHOT)?\\.jar");
    }

    private static StackFailedException notBuilt(String artifact, Path target) {
        return new StackFailedException(
                artifact
                        + " is not built: no "
                        + artifact
                        + "-*.jar in "
                        + target
                        + ". Run ./mvnw package.");
    }

    private List<Path> copyOurs(List<Path> entries, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> copied = new ArrayList<>();
        for (Path entry : entries) {
            boolean ours = entry.startsWith(checkout) || entry.toString().contains(OURS);
            copied.add(
                    ours && Files.isRegularFile(entry)
                            ? copy(entry, folder.resolve(entry.getFileName().toString()))
                            : entry);
        }
        return List.copyOf(copied);
    }

    /** Keeps an unchanged copy as it is: its time is part of what the class data archive checks. */
    private static Path copy(Path source, Path copy) throws IOException {
        if (Files.exists(copy)
                && Files.size(copy) == Files.size(source)
                && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(source))) {
            return copy;
        }
        Path fresh = copy.resolveSibling(copy.getFileName() + ".new");
        Files.copy(
                source,
                fresh,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
        return Files.move(
                fresh, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
