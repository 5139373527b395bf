package dev.millrace.quickstart.bench;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The distribution of a number of measured values. */
final class Percentiles {

    private final long[] sorted;

    private Percentiles(long[] sorted) {
        this.sorted = sorted;
    }

    static Percentiles of(LongStream values) {
        long[] sorted = values.toArray();
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    /** The smallest value that at least this share of all values does not exceed. */
    double at(double share) {
        if (isEmpty()) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElse(Double.NaN);
    }

    double max() {
        return at(1);
    }
}
