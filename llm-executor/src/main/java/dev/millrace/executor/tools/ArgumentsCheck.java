package dev.millrace.executor.tools;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.executor.work.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the arguments of a call against the schema of its tool.
 *
 * <p>Owns a bounded cache of compiled schemas, by their text: a server may change its tools at any
 * time. Safe for use by many threads.
 */
final class ArgumentsCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ArgumentsCheck.class);
    private static final int CACHED_SCHEMAS = 512;
    private static final int MAX_CHARS = 256 * 1024;
    private static final int MAX_PROBLEMS = 10;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    // Schemas come from servers too: what they refer to elsewhere is not fetched, by default.
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaCacheEnabled(false)
                                    .schemaRegistryConfig(
                                            SchemaRegistryConfig.builder()
                                                    .locale(Locale.ENGLISH)
                                                    .build()));

    private final Map<String, Schema> compiled =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Schema> eldest) {
                    return size() > CACHED_SCHEMAS;
                }
            };

    /** What came of the check. */
    sealed interface Verdict {

        /** They are as the tool wants them. */
        record Fitting(ObjectNode arguments) implements Verdict {}

        /**
         * They are not.
         *
         * @param reason for the model to read
         */
        record Unfit(String reason) implements Verdict {}
    }

    Verdict check(Tool tool, String text) {
        if (text.length() > MAX_CHARS) {
            return new Verdict.Unfit("The arguments have over " + MAX_CHARS + " characters.");
        }
        JsonNode parsed;
        try {
            parsed = JSON.readTree(text.isBlank() ? "{}" : text);
        } catch (JacksonException e) {
            return new Verdict.Unfit("The arguments are not valid JSON: " + e.getOriginalMessage());
        }
        if (!(parsed instanceof ObjectNode arguments)) {
            return new Verdict.Unfit("The arguments are not a JSON object.");
        }
        List<Error> problems;
        try {
            problems = schema(tool.parameters()).validate(arguments);
        } catch (RuntimeException e) {
            LOG.warn("the schema of {} cannot be used: {}", tool.name(), FailureText.of(e));
            return new Verdict.Unfit("The tool cannot be used: its own schema is not valid.");
        }
        return problems.isEmpty()
                ? new Verdict.Fitting(arguments)
                : new Verdict.Unfit(
                        problems.stream()
                                .limit(MAX_PROBLEMS)
                                .map(problem -> "- " + describe(problem))
                                .collect(
                                        Collectors.joining(
                                                "\n",
                                                "The arguments do not fit the tool's schema:\n",
                                                "")));
    }

    private static String describe(Error problem) {
        String place = problem.getInstanceLocation().toString();
        return (place.isEmpty() ? "the arguments" : place) + ": " + problem.getMessage();
    }

    private Schema schema(String text) {
        synchronized (compiled) {
            return compiled.computeIfAbsent(text, t -> registry.getSchema(JSON.readTree(t)));
        }
    }
}
