package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.LetterFilter;
import dev.millrace.gateway.deadletters.LetterScope;
import dev.millrace.gateway.submission.FieldErrors;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are to be redriven together.
 *
 * @param ratePerSecond the most a second
 * @param limit the most in all
 */
record RedriveOrder(LetterFilter filter, double ratePerSecond, int limit) {

    private static final BigDecimal MIN_RATE = new BigDecimal("0.01");
    private static final BigDecimal MAX_RATE = BigDecimal.valueOf(1_000);
    private static final int MAX_LIMIT = 50_000;
    private static final double DEFAULT_RATE = 10;
    private static final int DEFAULT_LIMIT = 1_000;
    private static final Set<String> TEXTS =
            Set.of("topic", "reason", "since", "until", "tenant", "q");

    /** Reads the object that the parser stands on. */
    static RedriveOrder read(JsonFields fields, LetterScope scope) {
        return new Reader(fields, scope).read();
    }

    private static final class Reader {

        private final JsonFields fields;
        private final LetterFilterFields filter;
        private double rate = DEFAULT_RATE;
        private int limit = DEFAULT_LIMIT;

        private Reader(JsonFields fields, LetterScope scope) {
            this.fields = fields;
            this.filter = new LetterFilterFields(scope, fields.errors());
        }

        private RedriveOrder read() {
            if (fields.isNull()) {
                fields.errors().add(FieldErrors.WHOLE, "must be an object");
            }
            fields.object(FieldErrors.WHOLE, this::member);
            return new RedriveOrder(filter.openOnly(), rate, limit);
        }

        private void member(String name) {
            if (TEXTS.contains(name)) {
                String value = fields.string(name);
                if (value != null) {
                    filter.take(name, value);
                }
            } else if (name.equals("ratePerSecond")) {
                BigDecimal number = number(name, MIN_RATE, MAX_RATE);
                rate = number == null ? rate : number.doubleValue();
            } else if (name.equals("limit")) {
                BigDecimal number = number(name, BigDecimal.ONE, BigDecimal.valueOf(MAX_LIMIT));
                limit = number == null ? limit : whole(name, number);
            } else {
                fields.unknown(name);
            }
        }

        private @Nullable BigDecimal number(String name, BigDecimal least, BigDecimal most) {
            BigDecimal number = fields.number(name);
            if (number == null) {
                return null;
            }
            if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
                fields.errors()
                        .add(
                                name,
                                "must be from %s to %s"
                                        .formatted(least.toPlainString(), most.toPlainString()));
                return null;
            }
            return number;
        }

        private int whole(String name, BigDecimal number) {
            if (number.stripTrailingZeros().scale() > 0) {
                fields.errors().add(name, "must be a whole number");
            }
            return number.intValue();
        }
    }
}
