package dev.millrace.simulatedllm;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings as flags, unchecked: {@link Settings} reads them as it reads {@code POST /config}.
 */
final class SettingFlags {

    @Option(names = "--latency", description = "Every call takes this time (default: 200ms).")
    private @Nullable String latency;

    @Option(names = "--p50", description = "Half of the calls take no longer; needs --p99.")
    private @Nullable String p50;

    @Option(names = "--p99", description = "99 of 100 calls take no longer; needs --p50.")
    private @Nullable String p99;

    @Option(names = "--cap", description = "With --p50: no call takes longer (default: 60s).")
    private @Nullable String cap;

    @Option(names = "--rate-429", description = "Share answered with status 429.")
    private @Nullable String rate429;

    @Option(names = "--retry-after", description = "What a 429 says to wait (default: 1s).")
    private @Nullable String retryAfter;

    @Option(names = "--rate-500", description = "Share answered with status 500.")
    private @Nullable String rate500;

    @Option(names = "--rate-hang", description = "Share never answered.")
    private @Nullable String rateHang;

    @Option(names = "--rate-malformed", description = "Share answered with broken JSON.")
    private @Nullable String rateMalformed;

    @Option(names = "--rate-cut", description = "Share cut off in the middle of the body.")
    private @Nullable String rateCut;

    @Option(
            names = "--faulty-models",
            description = "The models whose calls go wrong, with commas (default: all).")
    private @Nullable String faultyModels;

    @Option(names = "--script", description = "JSON or YAML file with scripted replies.")
    private @Nullable String script;

    @Option(names = "--seed", description = "Same seed, same latencies and faults (default: 1).")
    private @Nullable String seed;

    @Option(
            names = "--vary",
            arity = "0..1",
            fallbackValue = "true",
            description = "Every call of a step gets other words.")
    private @Nullable String vary;

    /** The flags that were given, under their names. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "latency", latency);
        put(json, "p50", p50);
        put(json, "p99", p99);
        put(json, "cap", cap);
        put(json, "rate-429", rate429);
        put(json, "retry-after", retryAfter);
        put(json, "rate-500", rate500);
        put(json, "rate-hang", rateHang);
        put(json, "rate-malformed", rateMalformed);
        put(json, "rate-cut", rateCut);
        put(json, "faulty-models", faultyModels);
        put(json, "script", script);
        put(json, "seed", seed);
        put(json, "vary", vary);
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
