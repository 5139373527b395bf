package dev.millrace.gateway.http;

import dev.millrace.apikeys.KeyOrder;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.keys.KeyDesk;
import dev.millrace.gateway.submission.FieldErrors;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wants of keys. Used by one thread. */
final class KeyFields {

    private static final Duration DEFAULT_GRACE = Duration.ofHours(1);
    private static final Duration LONGEST_GRACE = Duration.ofDays(30);

    private final JsonFields fields;
    private final Set<String> roles = new TreeSet<>();
    private String name = "";
    private String user = "";
    private @Nullable String tenant;
    private @Nullable Duration time;

    private KeyFields(JsonFields fields) {
        this.fields = fields;
    }

    /** Reads the order of a new key; without a tenant it is for that of the caller. */
    static KeyOrder order(JsonFields fields, Identity identity) {
        KeyFields read = new KeyFields(fields);
        fields.object(FieldErrors.WHOLE, read::orderMember);
        KeyOrder order =
                new KeyOrder(
                        read.name,
                        read.tenant == null ? identity.tenantId() : read.tenant,
                        read.user,
                        read.roles,
                        read.time);
        order.errors().forEach(fields.errors()::add);
        return order;
    }

    /** Reads how long a replaced key goes on. */
    static Duration grace(JsonFields fields) {
        KeyFields read = new KeyFields(fields);
        fields.object(
                FieldErrors.WHOLE,
                member -> {
                    if (member.equals("grace")) {
                        read.time = read.duration(member);
                    } else {
                        fields.unknown(member);
                    }
                });
        Duration grace = read.time == null ? DEFAULT_GRACE : read.time;
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            fields.errors().add("grace", "must be from PT0S to P" + LONGEST_GRACE.toDays() + "D");
        }
        return grace;
    }

    static Duration defaultGrace() {
        return DEFAULT_GRACE;
    }

    /** Refuses the keys of tenants with which the caller has nothing to do. */
    static void checkTenant(KeyOrder order, Identity identity) {
        if (!KeyDesk.mayDealWith(identity, order.tenant())) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Keys of another tenant are made by those who run the installation.");
        }
    }

    private void orderMember(String member) {
        switch (member) {
            case "name" -> name = text(member, name);
            case "tenant" -> tenant = fields.string(member);
            case "user" -> user = text(member, user);
            case "expiresIn" -> time = duration(member);
            case "roles" -> fields.array(member, _ -> role());
            default -> fields.unknown(member);
        }
    }

    private void role() {
        String role = fields.string("roles");
        if (role != null) {
            roles.add(role);
        }
    }

    private String text(String member, String otherwise) {
        String text = fields.string(member);
        return text == null ? otherwise : text;
    }

    private @Nullable Duration duration(String member) {
        String text = fields.string(member);
        if (text == null) {
            return null;
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException _) {
            fields.errors().add(member, "must be an ISO-8601 duration such as P90D or PT1H");
            return null;
        }
    }
}
