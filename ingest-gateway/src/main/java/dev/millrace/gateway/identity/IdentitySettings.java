package dev.millrace.gateway.identity;

import java.nio.file.Path;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How callers are identified.
 *
 * @param devKey the key for development, which works until somebody real has a credential; blank
 *     for none
 * @param operatorTenant the tenant of those who run the installation: its admins may for all
 *     tenants what others may for their own; blank for none
 * @param keySecret the secret under which API keys are kept as digests, 32 characters or more;
 *     blank if it is in {@code key-secret-file}
 * @param keySecretFile the file with the secret, which is made for the first key
 * @param mostKeys how many API keys there may be, revoked and expired ones included
 */
@Validated
@ConfigurationProperties("millrace.identity")
public record IdentitySettings(
        @DefaultValue("dev-key") String devKey,
        @DefaultValue("") String operatorTenant,
        @DefaultValue("") String keySecret,
        @DefaultValue(".millrace/secrets/api-keys") Path keySecretFile,
        @DefaultValue("20000") int mostKeys) {

    /** Somebody of a tenant, with what comes of that. */
    public Identity identity(String tenant, String user, Set<String> roles, String key) {
        boolean everyTenant =
                !operatorTenant.isBlank()
                        && operatorTenant.equals(tenant)
                        && roles.contains(Role.ADMIN.text());
        return new Identity(tenant, user, roles, everyTenant, key);
    }

    @Override
    public String toString() {
        return "IdentitySettings[operatorTenant=%s, keySecretFile=%s, mostKeys=%d]"
                .formatted(operatorTenant, keySecretFile, mostKeys);
    }
}
