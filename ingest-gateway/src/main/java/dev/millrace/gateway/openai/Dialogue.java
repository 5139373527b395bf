package dev.millrace.gateway.openai;

import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolCall;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.screening.CleanText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the messages of a conversation in order and sorts them: the last thing that the user said
 * is the prompt. Texts are cleaned first, as they are measured in the form in which they go on.
 * Used by one thread.
 */
final class Dialogue {

    /**
     * A whole conversation.
     *
     * @param instructions those of all system and developer messages
     * @param earlier what was said before the prompt
     * @param prompt what the user said last
     * @param since what was said since
     */
    record Sorted(String instructions, List<Message> earlier, String prompt, List<Message> since) {}

    private final int promptCharacters;
    private final List<String> instructions = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();

    /** The calls that nothing was returned for yet, with the places that they were made at. */
    private final Map<String, String> open = new LinkedHashMap<>();

    private final Map<String, String> toolNames = new LinkedHashMap<>();
    private int prompt = -1;

    Dialogue(int promptCharacters) {
        this.promptCharacters = promptCharacters;
    }

    void instruct(String said) {
        String text = CleanText.of(said);
        if (!text.isBlank()) {
            instructions.add(text);
        }
    }

    void userSaid(String path, String said) {
        requireAnswers();
        String text = CleanText.of(said);
        if (text.isBlank()) {
            throw BadRequests.invalid(path, "must not be blank");
        }
        if (text.length() > promptCharacters
                && text.codePointCount(0, text.length()) > promptCharacters) {
            throw BadRequests.tooLong(
                    path, "must have at most " + promptCharacters + " characters");
        }
        prompt = messages.size();
        messages.add(new UserSaid(text));
    }

    void modelSaid(String text) {
        requireAnswers();
        messages.add(new ModelSaid(CleanText.of(text), List.of()));
    }

    /** A call that belongs to what the model said last. */
    void modelCalled(String path, ToolCall call) {
        // Some providers give the calls of every answer the same ids.
        if (open.putIfAbsent(call.id(), path) != null) {
            throw BadRequests.invalid(path, "has the id of a call that nothing was returned for");
        }
        toolNames.put(call.id(), call.name());
        if (!messages.isEmpty() && messages.getLast() instanceof ModelSaid(var text, var calls)) {
            List<ToolCall> all = new ArrayList<>(calls);
            all.add(call);
            messages.set(messages.size() - 1, new ModelSaid(text, List.copyOf(all)));
        } else {
            messages.add(new ModelSaid("", List.of(call)));
        }
    }

    void toolReturned(String path, String callId, String content) {
        String name = toolNames.get(callId);
        if (name == null || open.remove(callId) == null) {
            throw BadRequests.invalid(path, "must name a call of the messages before, once");
        }
        messages.add(new ToolReturned(callId, name, CleanText.of(content)));
    }

    /**
     * The conversation, once it is complete.
     *
     * @param path where it came from
     */
    Sorted sorted(String path) {
        requireAnswers();
        if (prompt < 0) {
            throw BadRequests.invalid(path, "must have something that the user says");
        }
        return new Sorted(
                String.join("\n\n", instructions),
                List.copyOf(messages.subList(0, prompt)),
                ((UserSaid) messages.get(prompt)).text(),
                List.copyOf(messages.subList(prompt + 1, messages.size())));
    }

    private void requireAnswers() {
        for (Map.Entry<String, String> call : open.entrySet()) {
            throw BadRequests.invalid(
                    call.getValue(), "calls a tool, and no message says what it returned");
        }
    }
}
