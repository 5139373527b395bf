package dev.millrace.eventruntime.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keeps the values of a label few, whatever it is given: what is no short name, and every new value
 * once there are too many, becomes {@value #OTHER}. Thread-safe.
 */
public final class BoundedLabel {

    public static final String OTHER = "other";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/@+-]{1,64}");

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * @param most the most values that are told apart
     */
    public BoundedLabel(int most) {
        this.most = most;
    }

    public String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        if (known.size() >= most || !NAME.matcher(value).matches()) {
            return OTHER;
        }
        known.add(value);
        return value;
    }
}
