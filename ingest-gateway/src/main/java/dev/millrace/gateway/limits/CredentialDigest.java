package dev.millrace.gateway.limits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Recognises a credential without keeping it. */
record CredentialDigest(ByteBuffer sha256) {

    static CredentialDigest of(String credential) {
        try {
            return new CredentialDigest(
                    ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(credential.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
