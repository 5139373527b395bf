package dev.millrace.streams.agent;

import dev.millrace.AssistantMessage;
import dev.millrace.Passage;
import dev.millrace.RecordPlace;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was said in a task; it only grows.
 *
 * @param passages what was found in its documents
 * @param chunks where the batches of its chunks lie
 * @param messages what was said since the prompt, in the order it came
 */
record Transcript(List<Passage> passages, List<RecordPlace> chunks, List<Message> messages) {

    static final Transcript EMPTY = new Transcript(List.of(), List.of(), List.of());

    Transcript {
        passages = List.copyOf(passages);
        chunks = List.copyOf(chunks);
        messages = List.copyOf(messages);
    }

    /** A part of the conversation. */
    sealed interface Message {}

    /** What the model said in a turn that called tools. */
    record Said(String text, List<ToolCall> calls) implements Message {}

    /** What came of a call of the turn before. */
    record Returned(int call, String content, boolean isError) implements Message {}

    Transcript with(Message message) {
        List<Message> more = new ArrayList<>(messages);
        more.add(message);
        return new Transcript(passages, chunks, more);
    }

    /** The calls of the last turn. */
    List<ToolCall> calls() {
        return messages.reversed().stream()
                .filter(Said.class::isInstance)
                .map(message -> ((Said) message).calls())
                .findFirst()
                .orElse(List.of());
    }

    /** The conversation for the model: after each turn what its calls returned, in their order. */
    List<TurnMessage> history() {
        List<TurnMessage> history = new ArrayList<>();
        List<Returned> open = new ArrayList<>();
        List<ToolCall> calls = List.of();
        for (Message message : messages) {
            switch (message) {
                case Said said -> {
                    addReturns(open, calls, history);
                    calls = said.calls();
                    history.add(new TurnMessage(new AssistantMessage(said.text(), calls)));
                }
                case Returned returned -> open.add(returned);
            }
        }
        addReturns(open, calls, history);
        return history;
    }

    private static void addReturns(
            List<Returned> open, List<ToolCall> calls, List<TurnMessage> history) {
        open.sort(Comparator.comparingInt(Returned::call));
        for (Returned returned : open) {
            ToolCall call = calls.get(returned.call());
            history.add(
                    new TurnMessage(
                            new ToolMessage(
                                    call.getId(),
                                    call.getName(),
                                    returned.content(),
                                    returned.isError())));
        }
        open.clear();
    }

    /** The bytes of the messages, in UTF-8. */
    long size() {
        return messages.stream().mapToLong(Transcript::size).sum();
    }

    private static long size(Message message) {
        return switch (message) {
            case Said said ->
                    bytes(said.text())
                            + said.calls().stream()
                                    .mapToLong(
                                            call ->
                                                    bytes(call.getId())
                                                            + bytes(call.getName())
                                                            + bytes(call.getArguments()))
                                    .sum();
            case Returned returned -> bytes(returned.content());
        };
    }

    static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
