package dev.millrace.gateway.identity;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The keys with which callers identify themselves.
 *
 * @param keys each key with its owner, by number: {@code [0].key}, {@code [0].tenant}, {@code
 *     [0].user} and {@code [0].roles}
 */
@Validated
@ConfigurationProperties("millrace")
public record ApiKeys(@DefaultValue List<@Valid ApiKey> keys) {

    /**
     * One key.
     *
     * @param key the secret that the caller sends
     * @param tenant the tenant whose tasks it opens
     * @param user on whose behalf its tasks run
     * @param roles what it allows
     */
    public record ApiKey(
            @NotBlank String key,
            @NotBlank String tenant,
            @DefaultValue("") String user,
            @DefaultValue Set<String> roles) {

        @Override
        public String toString() {
            return "ApiKey[tenant=" + tenant + ", user=" + user + ", roles=" + roles + "]";
        }
    }
}
