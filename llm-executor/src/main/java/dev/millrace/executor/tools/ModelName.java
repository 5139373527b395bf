package dev.millrace.executor.tools;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names under which models know tools: providers allow only letters, digits, {@code _} and
 * {@code -}, and at most 64 of them.
 */
final class ModelName {

    private static final int LONGEST = 64;
    private static final int DIGITS = 8;

    private ModelName() {}

    /** {@code server/tool} is {@code server__tool}; what is too long ends in a part of its hash. */
    static String of(String name) {
        String safe = name.replace("/", "__").replaceAll("[^a-zA-Z0-9_-]", "_");
        return safe.length() <= LONGEST
                ? safe
                : safe.substring(0, LONGEST - DIGITS - 1) + "_" + hash(name);
    }

    private static String hash(String name) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
