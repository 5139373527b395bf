package dev.millrace.gateway.intake;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.SubmissionRules;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fingerprint of what a request asks for: the same for bodies that mean the same, however they
 * are written. What is empty is left out, so that a new field changes no fingerprint of a request
 * without it.
 */
final class RequestHash {

    private static final JsonMapper CANONICAL =
            JsonMapper.builder()
                    .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .changeDefaultPropertyInclusion(
                            inclusion -> inclusion.withValueInclusion(Include.NON_EMPTY))
                    .addMixIn(Conversation.Message.class, Typed.class)
                    .build();

    /** Who said something is told by its type alone. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
    private interface Typed {}

    private RequestHash() {}

    static String of(SubmissionRules.Accepted submission) {
        MessageDigest digest = Digests.sha256();
        CANONICAL.writeValue(
                new DigestOutputStream(OutputStream.nullOutputStream(), digest), submission);
        return HexFormat.of().formatHex(digest.digest());
    }
}
