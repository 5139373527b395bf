package dev.millrace.streams.admission;

import dev.millrace.Conversation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the wishes of a conversation as to how the model is to answer. */
final class WishesCheck {

    private static final int MAX_STOPS = 16;
    private static final int MAX_EFFORT_CHARACTERS = 64;

    void check(Conversation conversation, List<Problem> problems) {
        checkRange("temperature", conversation.getTemperature(), 2, problems);
        checkRange("topP", conversation.getTopP(), 1, problems);
        Integer tokens = conversation.getMaxOutputTokens();
        if (tokens != null && tokens < 1) {
            problems.add(problem("maxOutputTokens", "must be at least 1 but is " + tokens));
        }
        List<String> stop = conversation.getStop();
        if (stop.size() > MAX_STOPS || stop.stream().anyMatch(String::isEmpty)) {
            problems.add(problem("stop", "may have at most " + MAX_STOPS + " texts, none empty"));
        }
        if (conversation.getReasoningEffort().length() > MAX_EFFORT_CHARACTERS) {
            problems.add(
                    problem(
                            "reasoningEffort",
                            "may have at most " + MAX_EFFORT_CHARACTERS + " characters"));
        }
        checkFormat(conversation.getResponseFormat(), problems);
    }

    private static void checkRange(
            String field, @Nullable Double value, double max, List<Problem> problems) {
        // Not a number is in no range.
        if (value != null && !(value >= 0 && value <= max)) {
            problems.add(problem(field, "must be from 0 to " + max + " but is " + value));
        }
    }

    private static void checkFormat(String format, List<Problem> problems) {
        boolean isKnown =
                format.equals("text") || format.equals("json_object") || JsonTexts.isObject(format);
        if (!isKnown) {
            problems.add(
                    problem(
                            "responseFormat",
                            "must be text, json_object, or a JSON object with name, schema and"
                                    + " strict"));
        }
    }

    private static Problem problem(String field, String message) {
        return new Problem("conversation." + field, message);
    }
}
