package dev.millrace.gateway.identity;

import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.millrace.eventruntime.logging.FailureText;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Finds the caller by a signed token (JWT) of an issuer whom the installation trusts. Thread-safe.
 *
 * <p>The issuer's keys are kept for five minutes and, if it is away, for an hour more. A token
 * whose key is not among them makes them be asked for again, at most twice in half a minute.
 */
final class Tokens implements IdentitySource {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");
    private static final int MOST_KEY_BYTES = 256 * 1024;
    private static final Duration KEEP = Duration.ofMinutes(5);
    private static final Duration KEEP_IN_OUTAGE = Duration.ofHours(1);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(30);

    private final JwtDecoder decoder;
    private final TokenClaims claims;
    private final IssuerKeys keys;

    private Tokens(JwtDecoder decoder, TokenClaims claims, IssuerKeys keys) {
        this.decoder = decoder;
        this.claims = claims;
        this.keys = keys;
    }

    static Tokens of(JwtSettings settings, IdentitySettings identities) {
        IssuerKeys keys = new IssuerKeys(url(settings.jwksUri()), retriever(settings));
        NimbusJwtDecoder.JwkSourceJwtDecoderBuilder builder =
                NimbusJwtDecoder.withJwkSource(
                        JWKSourceBuilder.create(keys)
                                .cache(KEEP.toMillis(), patience(settings))
                                .refreshAheadCache(false)
                                .rateLimited(BETWEEN_QUESTIONS.toMillis())
                                .outageTolerant(KEEP_IN_OUTAGE.toMillis())
                                .build());
        settings.algorithms().stream()
                .map(Tokens::algorithm)
                .forEach(algorithm -> builder.jwsAlgorithm(algorithm));
        NimbusJwtDecoder decoder = builder.build();
        JwtTimestampValidator times = new JwtTimestampValidator(settings.clockSkew());
        times.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        times,
                        new JwtIssuerValidator(settings.issuer()),
                        new JwtAudienceValidator(settings.audience())));
        return new Tokens(decoder, new TokenClaims(settings, identities), keys);
    }

    private static DefaultResourceRetriever retriever(JwtSettings settings) {
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        return new DefaultResourceRetriever(timeout, timeout, MOST_KEY_BYTES);
    }

    /** How long a request waits for another one that is asking for the keys. */
    private static long patience(JwtSettings settings) {
        return 2 * settings.timeout().toMillis();
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (IllegalArgumentException | MalformedURLException e) {
            throw new IllegalArgumentException(
                    "millrace.identity.jwt.jwks-uri is no address: " + text, e);
        }
    }

    private static SignatureAlgorithm algorithm(String name) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.from(name);
        if (algorithm == null) {
            throw new IllegalArgumentException(
                    "millrace.identity.jwt.algorithms: there is no " + name);
        }
        return algorithm;
    }

    @Override
    public Optional<Verdict> check(String credential) {
        return FORM.matcher(credential).matches()
                ? Optional.of(verdict(credential))
                : Optional.empty();
    }

    @Override
    public Presence presence() {
        return Presence.SOME;
    }

    private Verdict verdict(String token) {
        Jwt jwt;
        try {
            jwt = decoder.decode(token);
        } catch (BadJwtException _) {
            return new Verdict.Unknown("The token is not valid here, or not any more.");
        } catch (JwtException e) {
            if (isUnknownKey(e)) {
                return new Verdict.Unknown("The token is signed by nobody known.");
            }
            LOG.warn("The keys of the token issuer cannot be had: {}", FailureText.of(e));
            return new Verdict.Unavailable("The keys of the token issuer cannot be had at present");
        }
        return claims.identity(jwt.getClaims())
                .<Verdict>map(Verdict.Known::new)
                .orElseGet(() -> new Verdict.Unknown("The token names no tenant."));
    }

    private boolean isUnknownKey(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return keys.wereThere();
            }
        }
        return false;
    }
}
