package dev.millrace.simulatedllm;

import static java.util.stream.Collectors.toSet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings under their outside names, which flags and {@code POST /config} share: reads them
 * onto a configuration and writes them back.
 */
final class Settings {

    static final List<String> NAMES =
            List.of(
                    "latency",
                    "p50",
                    "p99",
                    "cap",
                    "rate-429",
                    "retry-after",
                    "rate-500",
                    "rate-hang",
                    "rate-malformed",
                    "rate-cut",
                    "faulty-models",
                    "script",
                    "seed",
                    "vary");

    private static final Duration DEFAULT_CAP = Duration.ofSeconds(60);

    private Settings() {}

    /** The configuration with the given settings changed and all others kept. */
    static SimulationConfig apply(SimulationConfig config, ObjectNode settings) {
        for (String name : settings.propertyNames()) {
            if (!NAMES.contains(name)) {
                throw new InvalidSetting(
                        name, "is not a setting; the settings are " + String.join(", ", NAMES));
            }
        }
        return new SimulationConfig(
                latency(config.latency(), settings),
                faults(config.faults(), settings),
                models(config.faultyModels(), settings),
                duration(settings, "retry-after", config.retryAfter()),
                script(config.script(), settings),
                seed(config.seed(), settings),
                vary(config.vary(), settings));
    }

    static ObjectNode toJson(SimulationConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (config.latency()) {
            case Latency.Constant(Duration time) -> json.put("latency", DurationText.format(time));
            case Latency.Lognormal(Duration p50, Duration p99, Duration cap) ->
                    json.put("p50", DurationText.format(p50))
                            .put("p99", DurationText.format(p99))
                            .put("cap", DurationText.format(cap));
        }
        json.put("rate-429", config.faults().rateLimited())
                .put("retry-after", DurationText.format(config.retryAfter()))
                .put("rate-500", config.faults().serverError())
                .put("rate-hang", config.faults().hang())
                .put("rate-malformed", config.faults().malformed())
                .put("rate-cut", config.faults().cut());
        ArrayNode faulty = json.putArray("faulty-models");
        config.faultyModels().stream().sorted().forEach(faulty::add);
        json.set("script", config.script().toJson());
        return json.put("seed", config.seed()).put("vary", config.vary());
    }

    private static Latency latency(Latency current, ObjectNode settings) {
        boolean constant = settings.has("latency");
        boolean percentiles = settings.has("p50") || settings.has("p99") || settings.has("cap");
        if (constant && percentiles) {
            throw new InvalidSetting(
                    "latency", "cannot go with p50, p99 or cap; give either it or them.");
        }
        if (constant) {
            return new Latency.Constant(duration(settings, "latency", Duration.ZERO));
        }
        return percentiles ? lognormal(current, settings) : current;
    }

    private static Latency lognormal(Latency current, ObjectNode settings) {
        if (current instanceof Latency.Lognormal(Duration p50, Duration p99, Duration cap)) {
            return new Latency.Lognormal(
                    duration(settings, "p50", p50),
                    duration(settings, "p99", p99),
                    duration(settings, "cap", cap));
        }
        for (String name : List.of("p50", "p99")) {
            if (!settings.has(name)) {
                throw new InvalidSetting(
                        name, "is missing; a distribution needs both p50 and p99.");
            }
        }
        return new Latency.Lognormal(
                duration(settings, "p50", Duration.ZERO),
                duration(settings, "p99", Duration.ZERO),
                duration(settings, "cap", DEFAULT_CAP));
    }

    private static FaultRates faults(FaultRates current, ObjectNode settings) {
        return new FaultRates(
                rate(settings, "rate-429", current.rateLimited()),
                rate(settings, "rate-500", current.serverError()),
                rate(settings, "rate-hang", current.hang()),
                rate(settings, "rate-malformed", current.malformed()),
                rate(settings, "rate-cut", current.cut()));
    }

    /** A list, or a text with commas as a flag has it. */
    private static Set<String> models(Set<String> current, ObjectNode settings) {
        JsonNode value = settings.get("faulty-models");
        if (value == null) {
            return current;
        }
        Stream<String> names;
        if (value.isString()) {
            names = Stream.of(value.stringValue().split(",", -1));
        } else if (value.isArray() && value.valueStream().allMatch(JsonNode::isString)) {
            names = value.valueStream().map(JsonNode::stringValue);
        } else {
            throw new InvalidSetting("faulty-models", value + " is not a list of names of models.");
        }
        return names.map(String::strip).filter(name -> !name.isEmpty()).collect(toSet());
    }

    private static ReplyScript script(ReplyScript current, ObjectNode settings) {
        JsonNode value = settings.get("script");
        if (value == null) {
            return current;
        }
        if (value.isNull()) {
            return ReplyScript.EMPTY;
        }
        return value.isString()
                ? ReplyScript.load(Path.of(value.stringValue()))
                : ReplyScript.parse("script", value);
    }

    private static Duration duration(ObjectNode settings, String name, Duration current) {
        JsonNode value = settings.get(name);
        if (value == null) {
            return current;
        }
        if (!value.isString()) {
            throw new InvalidSetting(
                    name, value + " has no unit; write a text such as \"200ms\", \"2s\".");
        }
        return DurationText.parse(name, value.stringValue());
    }

    private static double rate(ObjectNode settings, String name, double current) {
        JsonNode value = settings.get(name);
        if (value == null) {
            return current;
        }
        Double rate = number(value);
        if (rate == null) {
            throw new InvalidSetting(name, value + " is not a number; write one from 0 to 1.");
        }
        return rate;
    }

    private static long seed(long current, ObjectNode settings) {
        JsonNode value = settings.get("seed");
        if (value == null) {
            return current;
        }
        Double number = number(value);
        if (number == null || number != Math.rint(number) || Math.abs(number) > 1L << 53) {
            throw new InvalidSetting("seed", value + " is not a whole number of up to 53 bits.");
        }
        return number.longValue();
    }

    private static boolean vary(boolean current, ObjectNode settings) {
        JsonNode value = settings.get("vary");
        if (value == null) {
            return current;
        }
        return switch (value.asString("")) {
            case "true" -> true;
            case "false" -> false;
            case String _ ->
                    throw new InvalidSetting("vary", value + " is neither true nor false.");
        };
    }

    private static @Nullable Double number(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        try {
            return value.isString() ? Double.valueOf(value.stringValue()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
