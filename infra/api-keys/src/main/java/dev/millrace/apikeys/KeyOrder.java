package dev.millrace.apikeys;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a new key to be.
 *
 * @param name what people call it; may be empty
 * @param tenant the tenant whose tasks it opens
 * @param user on whose behalf its tasks run; may be empty
 * @param roles what it allows
 * @param expiresIn how long it opens anything; null for a key without end
 */
public record KeyOrder(
        String name, String tenant, String user, Set<String> roles, @Nullable Duration expiresIn) {

    private static final int LONGEST_TEXT = 128;
    private static final int MOST_ROLES = 32;
    private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public KeyOrder {
        roles = Set.copyOf(roles);
    }

    /** What is wrong with it, by field; empty if nothing is. */
    public Map<String, String> errors() {
        Map<String, String> errors = new TreeMap<>();
        text(errors, "name", name);
        text(errors, "tenant", tenant);
        text(errors, "user", user);
        if (tenant.isBlank()) {
            errors.put("tenant", "must not be blank");
        }
        if (roles.isEmpty() || roles.size() > MOST_ROLES) {
            errors.put("roles", "must have from 1 to " + MOST_ROLES + " entries");
        } else if (!roles.stream().allMatch(role -> ROLE.matcher(role).matches())) {
            errors.put("roles", "must be words of letters, digits and . _ : -");
        }
        if (expiresIn != null
                && (!expiresIn.isPositive() || expiresIn.compareTo(LONGEST_LIFE) > 0)) {
            errors.put("expiresIn", "must be positive and at most P" + LONGEST_LIFE.toDays() + "D");
        }
        return errors;
    }

    private static void text(Map<String, String> errors, String field, String text) {
        if (text.length() > LONGEST_TEXT || CONTROL.matcher(text).find()) {
            errors.put(
                    field,
                    "must have at most " + LONGEST_TEXT + " characters and no control characters");
        }
    }
}
