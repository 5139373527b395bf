package dev.millrace.gateway.limits;

import jakarta.validation.constraints.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much callers may send in a time; each rate is written as {@code 100/s burst 200}.
 *
 * @param tenantRequests the submissions of a tenant
 * @param tenantCharacters the characters in the prompts of a tenant
 * @param userRequests the submissions of one user of a tenant
 * @param userCharacters the characters in the prompts of one user of a tenant
 * @param calls requests of any kind of one user, at one instance
 * @param failedAttempts requests of one address, of any kind, with no key or token or one that
 *     opens nothing, at one instance
 * @param tenants other rates for single tenants: {@code <tenant>.tenant-requests}, {@code
 *     <tenant>.calls} and so on, all of these but {@code failed-attempts}
 * @param buckets the most tenants and users, counted once for each rate, that are kept in mind; as
 *     many addresses are
 */
@Validated
@ConfigurationProperties("millrace.gateway.rates")
public record RateSettings(
        @DefaultValue("5000/s burst 10000") Rate tenantRequests,
        @DefaultValue("20000000/s burst 100000000") Rate tenantCharacters,
        @DefaultValue("5000/s burst 10000") Rate userRequests,
        @DefaultValue("20000000/s burst 100000000") Rate userCharacters,
        @DefaultValue("10000/s burst 20000") Rate calls,
        @DefaultValue("50/s burst 1000") Rate failedAttempts,
        @DefaultValue Map<String, TenantRates> tenants,
        @Min(100) @DefaultValue("20000") int buckets) {

    /**
     * What is different for a tenant; null is what is not.
     *
     * @param tenantRequests its submissions
     * @param tenantCharacters the characters in its prompts
     * @param userRequests the submissions of one of its users
     * @param userCharacters the characters in the prompts of one of its users
     * @param calls requests of any kind of one of its users, at one instance
     */
    public record TenantRates(
            @Nullable Rate tenantRequests,
            @Nullable Rate tenantCharacters,
            @Nullable Rate userRequests,
            @Nullable Rate userCharacters,
            @Nullable Rate calls) {}

    /** The rate that holds for a tenant. */
    Rate of(Limit limit, String tenantId) {
        TenantRates own = tenants.get(tenantId);
        Rate rate = own == null ? null : limit.ownRate(own);
        return rate == null ? limit.rate(this) : rate;
    }
}
