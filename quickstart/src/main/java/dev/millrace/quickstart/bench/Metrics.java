package dev.millrace.quickstart.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named numbers in the order in which they were put; what could not be measured is left out. */
final class Metrics {

    private final Map<String, Double> values = new LinkedHashMap<>();

    Metrics put(String name, double value) {
        if (Double.isFinite(value)) {
            // More digits would only pretend.
            values.put(name, Math.round(value * 1000) / 1000.0);
        }
        return this;
    }

    Metrics putAll(Metrics others) {
        values.putAll(others.values);
        return this;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    double get(String name) {
        Double value = values.get(name);
        return value == null ? Double.NaN : value;
    }

    Iterable<String> names() {
        return values.keySet();
    }
}
