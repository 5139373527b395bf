package dev.millrace.executor.progress;

/**
 * The exponential Golomb code with which distances between open offsets are written: short for the
 * usual distance (2 to the power of the parameter), still short for a rare long one.
 *
 * <p>With a parameter of at least 1 two neighbouring distances never take fewer bits than their sum
 * does. So completing a record never makes the metadata longer, and a check when a record is taken
 * is enough.
 */
final class GapCode {

    static final int FIRST_PARAMETER = 1;
    static final int LAST_PARAMETER = 20;

    private GapCode() {}

    /** How many bits a distance of at least 1 takes. */
    static int bits(long distance, int parameter) {
        return 2 * log2(quotient(distance, parameter)) + 1 + parameter;
    }

    static void write(BitWriter out, long distance, int parameter) {
        long quotient = quotient(distance, parameter);
        int digits = log2(quotient) + 1;
        out.write(0, digits - 1);
        out.write(quotient, digits);
        out.write((distance - 1) & ((1L << parameter) - 1), parameter);
    }

    /**
     * @throws MalformedMetadataException if the bits hold no distance
     */
    static long read(BitReader in, int parameter) {
        int zeros = 0;
        while (in.read(1) == 0) {
            zeros++;
            if (zeros >= Integer.SIZE) {
                throw new MalformedMetadataException("a distance is too long");
            }
        }
        long quotient = (1L << zeros) | in.read(zeros);
        return (((quotient - 1) << parameter) | in.read(parameter)) + 1;
    }

    private static long quotient(long distance, int parameter) {
        return ((distance - 1) >>> parameter) + 1;
    }

    private static int log2(long value) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    }
}
