package dev.millrace.gateway.limits;

import dev.millrace.gateway.limits.RateSettings.TenantRates;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is limited by a rate; the names are part of the contract. */
enum Limit {
    TENANT_REQUESTS,
    TENANT_CHARACTERS,
    USER_REQUESTS,
    USER_CHARACTERS,
    CALLS,
    /** Of those who come with nothing, or with what opens nothing; by address. */
    FAILED_ATTEMPTS;

    Rate rate(RateSettings settings) {
        return switch (this) {
            case TENANT_REQUESTS -> settings.tenantRequests();
            case TENANT_CHARACTERS -> settings.tenantCharacters();
            case USER_REQUESTS -> settings.userRequests();
            case USER_CHARACTERS -> settings.userCharacters();
            case CALLS -> settings.calls();
            case FAILED_ATTEMPTS -> settings.failedAttempts();
        };
    }

    @Nullable Rate ownRate(TenantRates rates) {
        return switch (this) {
            case TENANT_REQUESTS -> rates.tenantRequests();
            case TENANT_CHARACTERS -> rates.tenantCharacters();
            case USER_REQUESTS -> rates.userRequests();
            case USER_CHARACTERS -> rates.userCharacters();
            case CALLS -> rates.calls();
            case FAILED_ATTEMPTS -> null;
        };
    }

    /** How headers, metrics and messages call it. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
