package dev.millrace.eventruntime.tracing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids that follow from what they name: work that is done again, as after an aborted transaction,
 * has the same span, and a span's id is known before it ends.
 */
public final class TraceIds {

    private static final HexFormat HEX = HexFormat.of();
    private static final int SPAN_BYTES = 8;
    private static final int TRACE_BYTES = 16;

    private TraceIds() {}

    /** The id of the span that these words name. */
    public static String span(String... words) {
        return id(SPAN_BYTES, words);
    }

    /** The id of the trace that these words name. */
    public static String trace(String... words) {
        return id(TRACE_BYTES, words);
    }

    /** The span of a task that lasts from its admission to its end. */
    public static String ofTask(String taskId) {
        return span("invoke_agent", taskId);
    }

    /** The span of a task's admission, to which its own belongs. */
    public static String ofAdmission(String taskId) {
        return span("admission", taskId);
    }

    private static String id(int bytes, String... words) {
        MessageDigest digest = sha256();
        for (String word : words) {
            digest.update(word.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        byte[] hash = digest.digest();
        // An id of zeros alone would be none.
        hash[bytes - 1] |= 1;
        return HEX.formatHex(hash, 0, bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
