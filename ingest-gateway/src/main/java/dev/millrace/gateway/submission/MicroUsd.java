package dev.millrace.gateway.submission;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Turns dollars into the integer micro-USD of the events, and back. */
public final class MicroUsd {

    private static final int SCALE = 6;
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

    private MicroUsd() {}

    /**
     * Checks an amount and converts it; digits beyond the sixth are cut, so a limit never grows.
     */
    static @Nullable Long check(String path, @Nullable BigDecimal usd, FieldErrors errors) {
        if (usd == null) {
            return null;
        }
        if (usd.signum() < 0) {
            errors.add(path, "must be at least 0");
        } else if (usd.compareTo(MOST) > 0) {
            errors.add(path, "must be at most " + MOST.toPlainString());
        } else {
            return ofUsd(usd);
        }
        return null;
    }

    private static long ofUsd(BigDecimal usd) {
        // Written out, 1e-999999999 would take a gigabyte.
        if ((long) usd.precision() - usd.scale() <= -SCALE) {
            return 0;
        }
        return usd.setScale(SCALE, RoundingMode.DOWN).unscaledValue().longValueExact();
    }

    /** The amount in dollars, without trailing zeros. */
    public static BigDecimal toUsd(long microUsd) {
        BigDecimal usd = BigDecimal.valueOf(microUsd, SCALE).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }
}
