package dev.millrace.apikeys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the secret of an installation is.
 *
 * @param given the secret itself; blank if it is in the file
 * @param file the file that has it, or will have it
 */
public record SecretPlace(String given, Path file) {

    /**
     * The secret, if there is one: where keys were made before, another one would open none of
     * them.
     *
     * @throws IllegalStateException if it cannot be used
     */
    public Optional<InstallationSecret> find() {
        return given.isBlank() && Files.notExists(file)
                ? Optional.empty()
                : Optional.of(InstallationSecret.load(given, file));
    }

    /**
     * The secret, which is made if there is none.
     *
     * @throws IllegalStateException if it can neither be used nor made
     */
    public InstallationSecret findOrMake() {
        return InstallationSecret.load(given, file);
    }

    @Override
    public String toString() {
        return "SecretPlace[" + (given.isBlank() ? file : "given") + "]";
    }
}
