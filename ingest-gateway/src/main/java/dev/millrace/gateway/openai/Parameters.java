package dev.millrace.gateway.openai;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is done with each parameter of an endpoint.
 *
 * @param used those that have their effect
 * @param ignored those that change nothing about the answer
 * @param neutral those that are taken only with a value that changes nothing, with that value
 * @param refused those that cannot be had
 */
record Parameters(
        Set<String> used, Set<String> ignored, Map<String, JsonNode> neutral, Set<String> refused) {

    private static final Map<String, JsonNode> NEUTRAL =
            Map.of(
                    "frequency_penalty", json("0"),
                    "presence_penalty", json("0"),
                    "logit_bias", json("{}"),
                    "logprobs", json("false"),
                    "top_logprobs", json("0"),
                    "modalities", json("[\"text\"]"),
                    "n", json("1"),
                    "verbosity", json("\"medium\""));

    static final Parameters CHAT =
            new Parameters(
                    Set.of(
                            "model",
                            "messages",
                            "stream",
                            "stream_options",
                            "tools",
                            "tool_choice",
                            "parallel_tool_calls",
                            "temperature",
                            "top_p",
                            "max_tokens",
                            "max_completion_tokens",
                            "stop",
                            "seed",
                            "response_format",
                            "reasoning_effort",
                            "metadata",
                            "service_tier"),
                    Set.of(
                            "user",
                            "store",
                            "safety_identifier",
                            "prompt_cache_key",
                            "prompt_cache_options",
                            "prompt_cache_retention",
                            "prediction"),
                    NEUTRAL,
                    Set.of(
                            "audio",
                            "functions",
                            "function_call",
                            "moderation",
                            "web_search_options"));

    static final Parameters RESPONSES =
            new Parameters(
                    Set.of(
                            "model",
                            "input",
                            "instructions",
                            "stream",
                            "background",
                            "tools",
                            "tool_choice",
                            "parallel_tool_calls",
                            "temperature",
                            "top_p",
                            "max_output_tokens",
                            "text",
                            "reasoning",
                            "metadata",
                            "service_tier",
                            "include"),
                    Set.of(
                            "user",
                            "store",
                            "safety_identifier",
                            "prompt_cache_key",
                            "prompt_cache_options",
                            "prompt_cache_retention",
                            "stream_options",
                            "truncation",
                            "max_tool_calls"),
                    Map.of("top_logprobs", json("0")),
                    Set.of(
                            "previous_response_id",
                            "conversation",
                            "prompt",
                            "context_management",
                            "moderation"));

    /** Makes sure that everything that is there can be had. */
    void check(Field request) {
        for (Field parameter : request.members()) {
            checkOne(parameter);
        }
    }

    private void checkOne(Field parameter) {
        String name = parameter.path();
        if (refused.contains(name)) {
            throw BadRequests.unsupported(name, "is not supported");
        }
        JsonNode allowed = neutral.get(name);
        if (allowed != null && !isSame(allowed, parameter.node())) {
            throw BadRequests.unsupported(name, "is supported only as " + allowed);
        }
        if (allowed == null && !used.contains(name) && !ignored.contains(name)) {
            throw BadRequests.unknown(name);
        }
    }

    private static boolean isSame(JsonNode allowed, JsonNode given) {
        if (allowed.isNumber() && given.isNumber()) {
            return allowed.doubleValue() == given.doubleValue();
        }
        return allowed.equals(given);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
