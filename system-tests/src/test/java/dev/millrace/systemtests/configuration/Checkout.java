package dev.millrace.systemtests.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The files of the checkout. */
final class Checkout {

    private static final Path ROOT = Path.of(System.getProperty("millrace.checkout"));
    private static final Set<String> BUILT = Set.of("target", ".git", ".millrace", "node_modules");

    private Checkout() {}

    static Path path(String name) {
        return ROOT.resolve(name);
    }

    static String relative(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder, without what is built. */
    static List<Path> files(String folder, Predicate<Path> wanted) {
        List<Path> files = new ArrayList<>();
        collect(path(folder).normalize(), wanted, files);
        files.sort(Comparator.naturalOrder());
        return List.copyOf(files);
    }

    private static void collect(Path folder, Predicate<Path> wanted, List<Path> files) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    if (!BUILT.contains(entry.getFileName().toString())) {
                        collect(entry, wanted, files);
                    }
                } else if (wanted.test(entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
