package dev.millrace.gateway.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/** Asks a token issuer for its keys, and remembers whether it told them. Thread-safe. */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

    private final JWKSetSource<SecurityContext> issuer;
    private volatile boolean told;

    IssuerKeys(URL url, ResourceRetriever retriever) {
        this.issuer = new URLBasedJWKSetSource<>(url, retriever);
    }

    @Override
    public JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        told = false;
        JWKSet keys = issuer.getJWKSet(evaluator, now, context);
        told = true;
        return keys;
    }

    /** Whether they were told when they were last asked for. */
    boolean wereThere() {
        return told;
    }

    @Override
    public void close() throws IOException {
        issuer.close();
    }
}
