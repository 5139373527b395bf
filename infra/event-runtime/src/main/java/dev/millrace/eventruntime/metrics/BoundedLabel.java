package dev.millrace.eventruntime.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keeps the values of a label few, whatever it is given: what is no short name, and every new value
 * once there are too many, becomes {@value #OTHER} or what is given for it. Thread-safe.
 */
public final class BoundedLabel {

    public static final String OTHER = "other";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/@+-]{1,64}");

    private final int most;
    private final String other;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * @param most the most values that are told apart
     */
    public BoundedLabel(int most) {
        this(most, OTHER);
    }

    /**
     * @param most the most values that are told apart
     * @param other what the others become
     */
    public BoundedLabel(int most, String other) {
        this.most = most;
        this.other = other;
    }

    public String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        if (known.size() >= most || !NAME.matcher(value).matches()) {
            return other;
        }
        known.add(value);
        return value;
    }
}
