package dev.millrace.gateway.screening;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.AgentDefinition;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.intake.IntakeGate;
import dev.millrace.gateway.intake.Refusal;
import dev.millrace.gateway.intake.RefusedException;
import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.gateway.submission.FieldError;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.screening.Findings;
import dev.millrace.screening.Hit;
import dev.millrace.screening.Passage;
import dev.millrace.screening.Place;
import dev.millrace.screening.Screening;
import dev.millrace.screening.ScreeningPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cleans tasks, and turns those away whose agents reject what the screening finds. Agents that only
 * flag are left to admission, which screens every task.
 */
final class ScreeningGate implements IntakeGate {

    private static final String DETAIL =
            "What the task says is not let through: it looks like instructions to the model, or"
                    + " hides text.";

    private final AgentCatalogue catalogue;
    private final Screening screening = Screening.standard();

    ScreeningGate(AgentCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public NewTask pass(NewTask task, Caller caller) {
        NewTask clean = CleanTasks.of(task);
        if (clean.prompt().isBlank()) {
            throw refused(List.of(new FieldError("prompt", "has nothing but control characters")));
        }
        AgentDefinition agent = catalogue.agents().get(task.agent());
        if (agent != null && agent.screening().action() == ScreeningPolicy.Action.REJECT) {
            Findings findings = screening.screen(passages(clean), agent.screening());
            if (agent.screening().isMetBy(findings)) {
                throw refused(errors(findings));
            }
        }
        return clean;
    }

    private static RefusedException refused(List<FieldError> errors) {
        return new RefusedException(Refusal.SCREENED, DETAIL, Map.of(), errors);
    }

    private static List<FieldError> errors(Findings findings) {
        return findings.fields().stream()
                .map(field -> new FieldError(field, "met " + rules(findings, field)))
                .toList();
    }

    private static String rules(Findings findings, String field) {
        return findings.hits().stream()
                .filter(hit -> hit.field().equals(field))
                .map(Hit::rule)
                .collect(Collectors.joining(", "));
    }

    private static List<Passage> passages(NewTask task) {
        List<Passage> passages = new ArrayList<>();
        passages.add(new Passage("prompt", Place.PROMPT, task.prompt()));
        Conversation conversation = task.conversation();
        if (conversation != null) {
            add("conversation.earlier", conversation.earlier(), passages);
            add("conversation.since", conversation.since(), passages);
        }
        List<NewTask.Document> documents = task.documents();
        for (int i = 0; i < documents.size(); i++) {
            String place = "documents[" + i + "]";
            passages.add(new Passage(place + ".title", Place.DOCUMENT, documents.get(i).title()));
            passages.add(new Passage(place + ".text", Place.DOCUMENT, documents.get(i).text()));
        }
        return passages;
    }

    private static void add(String field, List<Message> messages, List<Passage> passages) {
        for (int i = 0; i < messages.size(); i++) {
            String place = field + "[" + i + "]";
            switch (messages.get(i)) {
                case UserSaid(String text) -> passages.add(new Passage(place, Place.PROMPT, text));
                case ToolReturned(_, _, String content) ->
                        passages.add(new Passage(place, Place.DOCUMENT, content));
                case ModelSaid _ -> {
                    // Its own words are not what this is about.
                }
            }
        }
    }
}
