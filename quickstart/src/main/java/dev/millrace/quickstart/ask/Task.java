package dev.millrace.quickstart.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A task as the gateway tells of it.
 *
 * @param id its id
 * @param state its state, such as working or completed
 * @param step the step it is at
 * @param maxSteps the most steps it may take; 0 while unknown
 * @param text the answer; empty while there is none
 * @param citations what the answer rests on
 * @param model who answered; empty while nobody has
 * @param tokens how many tokens models have read and written
 * @param costUsd what that cost
 * @param error why it did not complete; empty when it did
 */
record Task(
        String id,
        String state,
        int step,
        int maxSteps,
        String text,
        List<Citation> citations,
        String model,
        long tokens,
        double costUsd,
        String error) {

    private static final Set<String> ENDED = Set.of("completed", "failed", "canceled", "rejected");

    record Citation(String documentId, String quote, double score) {}

    Task {
        citations = List.copyOf(citations);
    }

    static Task parse(JsonNode json) {
        List<Citation> citations = new ArrayList<>();
        for (JsonNode citation : json.at("/result/citations")) {
            citations.add(
                    new Citation(
                            citation.path("documentId").asString(""),
                            citation.path("quote").asString(""),
                            citation.path("score").asDouble(0)));
        }
        return new Task(
                json.path("id").asString(""),
                json.path("state").asString(""),
                json.path("step").asInt(0),
                json.path("maxSteps").asInt(0),
                json.at("/result/text").asString(""),
                citations,
                json.at("/result/model").asString(""),
                json.at("/usage/inputTokens").asLong(0) + json.at("/usage/outputTokens").asLong(0),
                json.at("/usage/costUsd").asDouble(0),
                error(json.path("error")));
    }

    boolean isEnded() {
        return ENDED.contains(state);
    }

    boolean isAnswered() {
        return state.equals("completed");
    }

    private static String error(JsonNode error) {
        String detail = error.path("detail").asString("");
        String title = error.path("title").asString(error.path("type").asString(""));
        return detail.isEmpty() || title.isEmpty() ? title + detail : title + ": " + detail;
    }
}
