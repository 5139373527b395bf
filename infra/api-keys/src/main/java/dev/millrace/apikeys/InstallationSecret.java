package dev.millrace.apikeys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret of an installation, without which the digests of its keys cannot be made; the same for
 * everything that makes or checks keys. Thread-safe.
 */
public final class InstallationSecret {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_BYTES = 32;
    private static final int LEAST_CHARACTERS = 32;

    private final SecretKeySpec secret;

    private InstallationSecret(String text) {
        this.secret = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * The secret that was given or else that of a file, which is made if there is none.
     *
     * @param given the secret itself; null or blank if it is in the file
     * @throws IllegalStateException if it is too short, or the file can neither be read nor made
     */
    public static InstallationSecret load(@Nullable String given, Path file) {
        if (given != null && !given.isBlank()) {
            return checked(given.strip(), "the secret for keys");
        }
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return checked(Files.readString(file).strip(), "the secret for keys in " + file);
        } catch (IOException e) {
            throw new IllegalStateException("the secret for keys cannot be had from " + file, e);
        }
    }

    private static InstallationSecret checked(String text, String what) {
        if (text.length() < LEAST_CHARACTERS) {
            throw new IllegalStateException(
                    what + " must have at least " + LEAST_CHARACTERS + " characters");
        }
        return new InstallationSecret(text);
    }

    private static void make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "not a file");
        Files.createDirectories(folder);
        Path whole = Files.createTempFile(folder, "secret", ".new", ownersOnly(folder));
        try {
            Files.writeString(whole, Base64.getUrlEncoder().encodeToString(random) + "\n");
            // A link appears whole or not at all, and never replaces what another process made.
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException _) {
            // Another process was faster; its secret counts.
        } finally {
            Files.delete(whole);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** The digest of a key, in hexadecimal. */
    public String digest(String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "InstallationSecret";
    }
}
