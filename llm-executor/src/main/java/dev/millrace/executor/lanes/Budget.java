package dev.millrace.executor.lanes;

import java.util.Arrays;
import java.util.List;

/**
 * An amount that lanes share, such as slots or bytes: each may use no more than its share of it,
 * whatever the others use. What is larger than the share, or the whole, may still be used, alone.
 *
 * <p>Owns what is in use. Not thread-safe.
 */
public final class Budget {

    private final long whole;
    private final long[] limits;
    private final long[] used;
    private long total;

    /**
     * @param whole the most that may be in use
     * @param shares the share of each lane, more than 0 and at most 1
     */
    public Budget(long whole, List<Double> shares) {
        this.whole = whole;
        this.limits = shares.stream().mapToLong(share -> limit(whole, share)).toArray();
        this.used = new long[limits.length];
    }

    private static long limit(long whole, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "the share of a lane must be more than 0 and at most 1 but is " + share);
        }
        return (long) (whole * share);
    }

    /** Whether a lane may use this much more. */
    public boolean allows(int lane, long amount) {
        return fits(total, amount, whole) && fits(used[lane], amount, limits[lane]);
    }

    public void take(int lane, long amount) {
        used[lane] += amount;
        total += amount;
    }

    public void giveBack(int lane, long amount) {
        used[lane] -= amount;
        total -= amount;
    }

    /** How much is in use. */
    public long used() {
        return total;
    }

    private static boolean fits(long used, long amount, long limit) {
        return used == 0 || used + amount <= limit;
    }

    @Override
    public String toString() {
        return total + " of " + whole + " in use, by lane " + Arrays.toString(used);
    }
}
