package dev.millrace.conversation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * The names under which models know tools: providers allow only letters, digits, {@code _} and
 * {@code -}, and at most 64 of them.
 */
public final class ToolNames {

    private static final int LONGEST = 64;
    private static final int DIGITS = 8;

    /** What stays of a name that is too long. */
    private static final int BEGINNING = LONGEST - DIGITS - 1;

    private static final String STAR = "*";

    private ToolNames() {}

    /** {@code server/tool} is {@code server__tool}; what is too long ends in a part of its hash. */
    public static String forModels(String tool) {
        String safe = safe(tool);
        return safe.length() <= LONGEST ? safe : safe.substring(0, BEGINNING) + "_" + hash(tool);
    }

    /**
     * Whether a model may know a tool of an agent by a name, so that nobody else's may have it.
     *
     * @param tools the agent's tools, by name or as patterns that end in a star
     */
    public static boolean isTaken(Collection<String> tools, String name) {
        return tools.stream().anyMatch(tool -> mayBe(tool, name));
    }

    private static boolean mayBe(String tool, String name) {
        if (!tool.endsWith(STAR)) {
            return tool.equals(name) || forModels(tool).equals(name);
        }
        String beginning = safe(tool.substring(0, tool.length() - STAR.length()));
        return name.startsWith(beginning) || isOfLongName(beginning, name);
    }

    private static boolean isOfLongName(String beginning, String name) {
        return beginning.length() > BEGINNING
                && name.length() == LONGEST
                && name.startsWith(beginning.substring(0, BEGINNING));
    }

    private static String safe(String name) {
        return name.replace("/", "__").replaceAll("[^a-zA-Z0-9_-]", "_");
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
