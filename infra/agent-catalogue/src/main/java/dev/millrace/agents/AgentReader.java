package dev.millrace.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the file of an agent. */
final class AgentReader {

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");
    private static final String MODEL_RULE =
            "must be the name of a model: letters, digits and . _ : / @ + -, at most 128,";

    /** How a chain calls the executor's default model. */
    static final String DEFAULT_MODEL = "default";

    private static final int MAX_DESCRIPTION = 1_000;
    private static final int MAX_SYSTEM_PROMPT = 32_768;
    private static final int MAX_FALLBACK = 10_000;
    private static final int MAX_MODELS = 8;
    private static final int MAX_TOOLS = 128;
    private static final int MAX_MAX_STEPS = 1_000;
    private static final int MAX_MAX_OUTPUT_TOKENS = 1_000_000;
    private static final int MAX_PASSAGES = 100;
    private static final int MAX_CONTEXT_TOKENS = 100_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MAX_STEP_TIMEOUT = Duration.ofHours(1);
    private static final Duration MAX_DEADLINE = Duration.ofDays(1);

    private final KnownTools tools;

    AgentReader(KnownTools tools) {
        this.tools = tools;
    }

    AgentDefinition read(String name, YamlValue file) {
        YamlFields fields = file.fields();
        checkName(name, fields);
        AgentDefinition agent =
                new AgentDefinition(
                        name,
                        fields.text("description", "", MAX_DESCRIPTION),
                        fields.text("systemPrompt", "", MAX_SYSTEM_PROMPT),
                        models(fields.list("models", MAX_MODELS)),
                        fields.value("fallbackText").flatMap(AgentReader::fallback).orElse(null),
                        tools(fields.list("tools", MAX_TOOLS)),
                        fields.whole("maxSteps", AgentDefinition.MAX_STEPS, 1, MAX_MAX_STEPS),
                        fields.decimal("temperature", 0, 2).map(Number::doubleValue).orElse(null),
                        fields.whole(
                                "maxOutputTokens",
                                AgentDefinition.MAX_OUTPUT_TOKENS,
                                1,
                                MAX_MAX_OUTPUT_TOKENS),
                        fields.duration(
                                "stepTimeout",
                                AgentDefinition.STEP_TIMEOUT,
                                SECOND,
                                MAX_STEP_TIMEOUT),
                        fields.duration("deadline", AgentDefinition.DEADLINE, SECOND, MAX_DEADLINE),
                        fields.whole(
                                "retrievalPassages",
                                AgentDefinition.RETRIEVAL_PASSAGES,
                                1,
                                MAX_PASSAGES),
                        fields.whole(
                                "contextTokens",
                                AgentDefinition.CONTEXT_TOKENS,
                                1,
                                MAX_CONTEXT_TOKENS),
                        ScreeningReader.read(fields.value("screening")));
        fields.end();
        return agent;
    }

    private static void checkName(String name, YamlFields fields) {
        fields.value("name")
                .ifPresent(
                        value ->
                                value.text(Integer.MAX_VALUE)
                                        .filter(text -> !text.equals(name))
                                        .ifPresent(
                                                text ->
                                                        value.problem(
                                                                "must be that of the file, '"
                                                                        + name
                                                                        + "', but is "
                                                                        + Shown.quoted(text))));
    }

    private static Optional<String> fallback(YamlValue value) {
        Optional<String> text = value.text(MAX_FALLBACK);
        if (text.isPresent() && text.get().isBlank()) {
            value.problem("must not be blank; leave it out when there is none");
        }
        return text;
    }

    private static List<String> models(List<YamlValue> items) {
        Set<String> chain = new LinkedHashSet<>();
        for (YamlValue item : items) {
            item.name(MODEL, MODEL_RULE)
                    .map(name -> name.equals(DEFAULT_MODEL) ? AgentDefinition.DEFAULT_MODEL : name)
                    .filter(name -> !chain.add(name))
                    .ifPresent(_ -> item.problem("is in the chain already"));
        }
        return chain.isEmpty() ? List.of(AgentDefinition.DEFAULT_MODEL) : new ArrayList<>(chain);
    }

    private List<String> tools(List<YamlValue> items) {
        Set<String> names = new LinkedHashSet<>();
        for (YamlValue item : items) {
            for (String name : tools.resolve(item)) {
                if (!names.add(name) && !item.isPattern()) {
                    item.problem("is in the list already");
                }
            }
        }
        return new ArrayList<>(names);
    }
}
