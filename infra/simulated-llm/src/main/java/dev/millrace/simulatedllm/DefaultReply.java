package dev.millrace.simulatedllm;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What the simulated model says without a script: it repeats some words of the first numbered
 * passage and cites it, or else of what the user said.
 */
final class DefaultReply {

    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\s*\\[(\\d+)]\\s*(.+)");
    private static final int QUOTED_WORDS = 12;

    private DefaultReply() {}

    static Reply to(ChatRequest request) {
        for (ChatRequest.Message message : request.messages()) {
            var passage = NUMBERED.matcher(message.text());
            if (passage.find()) {
                return Reply.of(
                        "The documents say: \"%s\" [%s]"
                                .formatted(firstWords(passage.group(2)), passage.group(1)));
            }
        }
        return Reply.of("You said: \"%s\"".formatted(firstWords(request.lastUserText())));
    }

    private static String firstWords(String text) {
        String[] words = text.strip().split("\\s+", QUOTED_WORDS + 1);
        return String.join(" ", Arrays.copyOf(words, Math.min(words.length, QUOTED_WORDS)));
    }
}
