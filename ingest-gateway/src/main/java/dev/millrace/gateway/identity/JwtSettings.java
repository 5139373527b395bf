package dev.millrace.gateway.identity;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which tokens (JWT) identify callers, and how.
 *
 * @param issuer who makes the tokens, as their {@code iss} says; blank for none at all
 * @param jwksUri where the issuer's public keys are
 * @param audience what one of the {@code aud} of a token must be; blank only in tests of one's own
 * @param clockSkew how far the clocks may be apart
 * @param algorithms the signatures that are taken
 * @param timeout how long the issuer may take to tell its keys
 * @param tenantClaim the claim that names the tenant; a dot leads into an object
 * @param userClaim the claim that names the user
 * @param rolesClaim the claim that has the roles, a list or words in a text
 * @param rolePrefix what roles for Millrace begin with; it is taken off, and others are left aside
 * @param roleNames the role, or several with commas, that a claimed one stands for; a claimed one
 *     that is not named here stands for itself
 */
@Validated
@ConfigurationProperties("millrace.identity.jwt")
public record JwtSettings(
        @DefaultValue("") String issuer,
        @DefaultValue("") String jwksUri,
        @DefaultValue("") String audience,
        @DefaultValue("60s") Duration clockSkew,
        @DefaultValue({"RS256", "ES256"}) List<String> algorithms,
        @DefaultValue("2s") Duration timeout,
        @DefaultValue("tenant") String tenantClaim,
        @DefaultValue("sub") String userClaim,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("") String rolePrefix,
        @DefaultValue Map<String, String> roleNames) {

    public JwtSettings {
        if (!issuer.isBlank() && (jwksUri.isBlank() || audience.isBlank())) {
            throw new IllegalArgumentException(
                    "millrace.identity.jwt.issuer needs jwks-uri and audience beside it");
        }
    }
}
