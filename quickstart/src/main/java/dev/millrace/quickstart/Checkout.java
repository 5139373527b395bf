package dev.millrace.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder Millrace runs from, and the folder its data lives in.
 *
 * @param root the checkout; modules are started from their target folders
 * @param home data, logs and run state; {@code MILLRACE_HOME}
 */
public record Checkout(Path root, Path home) {

    /** The checkout {@code ./millrace} was called from, or the one around the working directory. */
    public static Checkout current() {
        Path root = root(System.getProperty("millrace.checkout"));
        @Nullable String home = System.getenv("MILLRACE_HOME");
        return new Checkout(
                root,
                home == null || home.isBlank()
                        ? root.resolve(".millrace")
                        : Path.of(home).toAbsolutePath().normalize());
    }

    private static Path root(@Nullable String configured) {
        if (configured != null) {
            return Path.of(configured).toAbsolutePath().normalize();
        }
        Path folder = Path.of("").toAbsolutePath();
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(".mvn/find-jdk.sh"))) {
                return at;
            }
        }
        return folder;
    }
}
