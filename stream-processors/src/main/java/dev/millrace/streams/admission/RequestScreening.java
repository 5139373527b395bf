package dev.millrace.streams.admission;

import dev.millrace.Conversation;
import dev.millrace.Document;
import dev.millrace.TaskError;
import dev.millrace.TaskRequested;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import dev.millrace.screening.Findings;
import dev.millrace.screening.Passage;
import dev.millrace.screening.Place;
import dev.millrace.screening.Screening;
import dev.millrace.screening.ScreeningPolicy;
import java.util.ArrayList;
import java.util.List;

/** Screens what people and documents say in a request. */
final class RequestScreening {

    static final String ERROR_TYPE = "screening";

    private final Screening screening = Screening.standard();

    /** What a request meets that is enough for its agent to do something; else nothing. */
    Findings screen(TaskRequested request, ScreeningPolicy policy) {
        if (policy.action() == ScreeningPolicy.Action.OFF) {
            return Findings.NONE;
        }
        Findings findings = screening.screen(passages(request), policy);
        return policy.isMetBy(findings) ? findings : Findings.NONE;
    }

    /** Why a request is turned away; never the words themselves. */
    static TaskError error(Findings findings) {
        return new TaskError(
                ERROR_TYPE,
                "What the task says is not let through",
                RequestCheck.shortened(
                        String.join(", ", findings.fields())
                                + ": met "
                                + String.join(", ", findings.rules()),
                        1_000));
    }

    private static List<Passage> passages(TaskRequested request) {
        List<Passage> passages = new ArrayList<>();
        passages.add(new Passage("prompt", Place.PROMPT, request.getPrompt()));
        Conversation conversation = request.getConversation();
        if (conversation != null) {
            add("conversation.earlier", conversation.getEarlier(), passages);
            add("conversation.since", conversation.getSince(), passages);
        }
        List<Document> documents = request.getDocuments();
        for (int i = 0; i < documents.size(); i++) {
            String place = "documents[" + i + "]";
            Document document = documents.get(i);
            passages.add(new Passage(place + ".title", Place.DOCUMENT, document.getTitle()));
            passages.add(new Passage(place + ".text", Place.DOCUMENT, document.getText()));
        }
        return passages;
    }

    /** The model's own words and the caller's instructions are not what this is about. */
    private static void add(String field, List<TurnMessage> messages, List<Passage> passages) {
        for (int i = 0; i < messages.size(); i++) {
            String place = field + "[" + i + "]";
            switch (messages.get(i).getMessage()) {
                case UserMessage said ->
                        passages.add(new Passage(place, Place.PROMPT, said.getText()));
                case ToolMessage returned ->
                        passages.add(new Passage(place, Place.DOCUMENT, returned.getContent()));
                default -> {
                    // Not screened.
                }
            }
        }
    }
}
