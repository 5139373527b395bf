package dev.millrace.executor.tools.calculator;

import java.math.BigDecimal;
import java.math.MathContext;

/** Decimal arithmetic: exact where a result has an end, else to 34 digits; bounded in size. */
final class Arithmetic {

    /** What has no end in decimals is given to so many digits. */
    static final MathContext PRECISION = MathContext.DECIMAL128;

    private static final int MAX_DIGITS = 1_000;

    private Arithmetic() {}

    static BigDecimal add(BigDecimal left, BigDecimal right) {
        return bounded(left.add(right));
    }

    static BigDecimal multiply(BigDecimal left, BigDecimal right) {
        return bounded(left.multiply(right));
    }

    static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        requireNotZero(divisor);
        return bounded(dividend.divide(divisor, PRECISION).stripTrailingZeros());
    }

    /** With the sign of the dividend, as in most programming languages. */
    static BigDecimal remainder(BigDecimal dividend, BigDecimal divisor) {
        requireNotZero(divisor);
        return bounded(dividend.remainder(divisor));
    }

    static BigDecimal power(BigDecimal base, BigDecimal exponent) {
        BigDecimal plain = exponent.stripTrailingZeros();
        if (plain.scale() > 0 || plain.abs().compareTo(BigDecimal.valueOf(100_000)) > 0) {
            return ofDouble(Math.pow(base.doubleValue(), exponent.doubleValue()));
        }
        int times = plain.intValueExact();
        if (times < 0) {
            return divide(BigDecimal.ONE, power(base, plain.negate()));
        }
        // The digits are known before the work is done; a power of ten only moves the point.
        BigDecimal short_ = base.stripTrailingZeros();
        requireDigits((long) (short_.precision() - 1) * times);
        requireDigits((long) Math.abs(short_.scale()) * times);
        return bounded(short_.pow(times));
    }

    static BigDecimal ofDouble(double value) {
        if (!Double.isFinite(value)) {
            throw new CalculationException("it has no finite value");
        }
        return BigDecimal.valueOf(value);
    }

    static BigDecimal bounded(BigDecimal value) {
        requireDigits(value.precision());
        requireDigits(Math.abs((long) value.scale()));
        return value;
    }

    private static void requireDigits(long digits) {
        if (digits > MAX_DIGITS) {
            throw new CalculationException("a number in it has over " + MAX_DIGITS + " digits");
        }
    }

    private static void requireNotZero(BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw new CalculationException("it divides by zero");
        }
    }
}
