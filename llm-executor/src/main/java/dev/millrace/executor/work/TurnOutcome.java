package dev.millrace.executor.work;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a turn. */
public sealed interface TurnOutcome {

    /**
     * The model answered.
     *
     * @param text its words; may be empty when it calls tools
     * @param model the model that answered, as it names itself
     * @param finishReason why the model stopped, such as stop or length
     * @param toolCalls the tools that it wants to be called before it goes on; none when this is
     *     its last word
     * @param reasoning what the model says of its reasons, if the provider tells; else empty
     */
    record Answered(
            String text,
            List<Citation> citations,
            String model,
            String finishReason,
            Tokens tokens,
            List<Turn.ToolCall> toolCalls,
            String reasoning)
            implements TurnOutcome {

        public Answered {
            citations = List.copyOf(citations);
            toolCalls = List.copyOf(toolCalls);
        }

        /** The same answer, with what it rests on. */
        public Answered citing(List<Citation> places) {
            return new Answered(text, places, model, finishReason, tokens, toolCalls, reasoning);
        }

        /** The same answer, with other tool calls. */
        public Answered calling(List<Turn.ToolCall> calls) {
            return new Answered(text, citations, model, finishReason, tokens, calls, reasoning);
        }

        /** A last word. */
        public Answered(
                String text,
                List<Citation> citations,
                String model,
                String finishReason,
                long inputTokens,
                long outputTokens) {
            this(
                    text,
                    citations,
                    model,
                    finishReason,
                    new Tokens(inputTokens, 0, outputTokens),
                    List.of(),
                    "");
        }
    }

    /**
     * The turn did not succeed.
     *
     * @param retryable whether trying the same thing again could help
     * @param type a short stable name of the kind of failure, such as timeout or http-500
     * @param title one line for people
     * @param detail what exactly was wrong; free of secrets
     * @param retryAfterOrNull not before this time from now, when the other side said so
     * @param wastedOrNull what the call used all the same, when that is known
     */
    record Failed(
            boolean retryable,
            String type,
            String title,
            String detail,
            @Nullable Duration retryAfterOrNull,
            @Nullable Tokens wastedOrNull)
            implements TurnOutcome {

        public Failed(
                boolean retryable,
                String type,
                String title,
                String detail,
                @Nullable Duration retryAfterOrNull) {
            this(retryable, type, title, detail, retryAfterOrNull, null);
        }

        /** How long the other side asked to wait, if it did. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfterOrNull);
        }

        /** What the call used all the same, when that is known. */
        public Optional<Tokens> wasted() {
            return Optional.ofNullable(wastedOrNull);
        }

        /** The same failure of a call that used tokens. */
        public Failed withWasted(Tokens tokens) {
            return new Failed(retryable, type, title, detail, retryAfterOrNull, tokens);
        }

        /** A failure that trying again could mend. */
        public static Failed retryable(String type, String title, String detail) {
            return new Failed(true, type, title, detail, null);
        }

        /** A failure that the other side asks not to try again before a while. */
        public static Failed retryableAfter(
                Duration retryAfter, String type, String title, String detail) {
            return new Failed(true, type, title, detail, retryAfter);
        }

        /** A failure that trying again would repeat. */
        public static Failed terminal(String type, String title, String detail) {
            return new Failed(false, type, title, detail, null);
        }
    }

    /**
     * What a call used.
     *
     * @param input tokens read, cached ones included
     * @param cachedInput those of them that the provider had cached
     * @param output tokens written
     */
    record Tokens(long input, long cachedInput, long output) {}

    /**
     * A place in a document that supports the answer.
     *
     * @param quote words of the document, unchanged up to white space
     * @param score how well it fits, from -1 to 1
     */
    record Citation(String documentId, String quote, double score) {}
}
