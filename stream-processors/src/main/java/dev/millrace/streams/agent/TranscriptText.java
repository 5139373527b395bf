package dev.millrace.streams.agent;

import dev.millrace.AssistantMessage;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** A transcript for people to read: what a task that ran out of steps or money had come to. */
final class TranscriptText {

    /** The most bytes of one entry: what was said, a call, or what it returned. */
    static final int MAX_ENTRY = 2 * 1024;

    /** The most bytes of all. */
    static final int MAX_TEXT = 32 * 1024;

    private static final String CUT = " [cut]";

    /** Enough for the line that says how many entries were left out. */
    private static final int MAX_LEFT_OUT = 64;

    private TranscriptText() {}

    /** The last entries, as many as there is room for; empty if nothing was said. */
    static String of(Transcript transcript) {
        List<String> entries =
                transcript.history().stream().flatMap(TranscriptText::entries).toList();
        Deque<String> kept = last(entries, MAX_TEXT - MAX_LEFT_OUT);
        int leftOut = entries.size() - kept.size();
        if (leftOut > 0) {
            kept.addFirst("[Left out here: earlier entries, " + leftOut + " in all.]");
        }
        return String.join("\n", kept);
    }

    private static Deque<String> last(List<String> entries, int maxBytes) {
        Deque<String> kept = new ArrayDeque<>();
        long left = maxBytes;
        for (String entry : entries.reversed()) {
            left -= Transcript.bytes(entry) + 1;
            if (left < 0) {
                break;
            }
            kept.addFirst(entry);
        }
        return kept;
    }

    private static Stream<String> entries(TurnMessage message) {
        return switch (message.getMessage()) {
            case AssistantMessage said -> entries(said);
            case ToolMessage returned -> Stream.of(entry(returned));
            default -> Stream.of();
        };
    }

    private static Stream<String> entries(AssistantMessage said) {
        Stream<String> text =
                said.getText().isBlank() ? Stream.of() : Stream.of("assistant: " + said.getText());
        Stream<String> calls =
                said.getToolCalls().stream()
                        .map(
                                call ->
                                        "assistant calls "
                                                + call.getName()
                                                + " "
                                                + call.getArguments());
        return Stream.concat(text, calls).map(TranscriptText::cut);
    }

    private static String entry(ToolMessage returned) {
        String failed = returned.getIsError() ? " failed" : "";
        return cut(returned.getName() + failed + ": " + returned.getContent());
    }

    private static String cut(String entry) {
        String cut = Texts.cut(entry, MAX_ENTRY);
        return cut.length() == entry.length()
                ? entry
                : Texts.cut(entry, MAX_ENTRY - CUT.length()) + CUT;
    }
}
