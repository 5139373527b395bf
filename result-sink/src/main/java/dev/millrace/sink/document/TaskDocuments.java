package dev.millrace.sink.document;

import static dev.millrace.sink.document.FieldValues.cost;
import static dev.millrace.sink.document.FieldValues.error;
import static dev.millrace.sink.document.FieldValues.identified;
import static dev.millrace.sink.document.FieldValues.known;
import static dev.millrace.sink.document.FieldValues.model;
import static dev.millrace.sink.document.FieldValues.name;
import static dev.millrace.sink.document.FieldValues.tokens;
import static dev.millrace.sink.document.FieldValues.took;

import dev.millrace.Citation;
import dev.millrace.StepDecision;
import dev.millrace.StepKind;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.ToolCall;
import dev.millrace.Usage;
import dev.millrace.sink.document.Fields.CitationFields;
import dev.millrace.sink.document.Fields.DecisionFields;
import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.GenAi;
import dev.millrace.sink.document.Fields.Model;
import dev.millrace.sink.document.Fields.Named;
import dev.millrace.sink.document.Fields.TaskFields;
import dev.millrace.sink.document.Fields.Tokens;
import dev.millrace.sink.document.Fields.Took;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes documents of what the pipeline says about tasks. */
public final class TaskDocuments {

    private TaskDocuments() {}

    /** The document of a result: its id is the task's, so that a task has one. */
    public static Document of(TaskResult result) {
        Usage usage = result.getUsage();
        return new Document(
                Target.RESULTS,
                result.getTaskId(),
                result.getSequence(),
                new Fields.OfResult(
                        result.getCompletedAt(),
                        new EventFields(
                                eventId(result.getTaskId(), result.getSequence()),
                                null,
                                result.getSequence()),
                        task(result),
                        new Named(result.getAgent()),
                        identified(result.getTenantId()),
                        identified(result.getUserId()),
                        identified(result.getSessionId()),
                        null,
                        // The contract names the one model that answered, and it was also asked.
                        new GenAi(
                                model(result.getModel()), model(result.getModel()), tokens(usage)),
                        cost(usage),
                        took(result.getSubmittedAt(), result.getCompletedAt()),
                        error(result.getError()),
                        result.getPrompt(),
                        result.getText(),
                        citations(result.getCitations()),
                        result.getMetadata()));
    }

    /** The document of an event; a repeated event makes the same id. */
    public static Document of(TaskEvent event) {
        String id = eventId(event.getTaskId(), event.getSequence());
        Usage usage = event.getUsage();
        DecisionFields decision = decision(event.getDecision());
        ErrorFields error = error(event.getError());
        return new Document(
                Target.EVENTS,
                id,
                event.getSequence(),
                new Fields.OfEvent(
                        event.getAt(),
                        new EventFields(id, name(event.getKind()), event.getSequence()),
                        task(event),
                        new Named(event.getAgent()),
                        identified(event.getTenantId()),
                        identified(event.getUserId()),
                        identified(event.getSessionId()),
                        null,
                        genAi(event.getModel(), usage),
                        usage == null ? null : cost(usage),
                        took(event.getSubmittedAt(), event.getAt()),
                        error != null || decision == null ? error : decision.error(),
                        decision,
                        event.getPrompt(),
                        event.getDetail()));
    }

    private static TaskFields task(TaskResult result) {
        return new TaskFields(
                result.getTaskId(),
                name(result.getState()),
                null,
                null,
                result.getSteps(),
                result.getDegraded(),
                known(result.getSubmittedAt()),
                result.getRedriveOf(),
                null,
                result.getFlags(),
                result.getToolCalls().stream().map(ToolCall::getName).toList(),
                result.getFinishReason());
    }

    private static TaskFields task(TaskEvent event) {
        return new TaskFields(
                event.getTaskId(),
                name(event.getState()),
                event.getStep(),
                event.getMaxSteps(),
                null,
                null,
                known(event.getSubmittedAt()),
                event.getRedriveOf(),
                event.getRedrivenAs(),
                event.getFlags(),
                List.of(),
                null);
    }

    private static @Nullable DecisionFields decision(@Nullable StepDecision decision) {
        if (decision == null) {
            return null;
        }
        Usage usage = decision.getUsage();
        return new DecisionFields(
                decision.getCallId(),
                name(decision.getKind()),
                decision.getCall(),
                decision.getAttempt(),
                decision.getAction(),
                decision.getInput(),
                decision.getReasoning(),
                decision.getParameters(),
                decision.getResult(),
                decision.getTarget(),
                new Took(decision.getLatencyMs()),
                known(decision.getStartedAt()),
                genAi(decision.getKind() == StepKind.turn ? decision.getTarget() : "", usage),
                usage == null ? null : cost(usage),
                error(decision.getError()));
    }

    private static String eventId(String task, long sequence) {
        // An event without a task must not get an id that looks like one.
        return task.isBlank() ? "" : task + "#" + sequence;
    }

    private static @Nullable GenAi genAi(String model, @Nullable Usage usage) {
        Tokens tokens = usage == null ? null : tokens(usage);
        Model request = model(model);
        return request == null && tokens == null ? null : new GenAi(request, null, tokens);
    }

    private static List<CitationFields> citations(List<Citation> citations) {
        return citations.stream()
                .map(
                        citation ->
                                new CitationFields(
                                        citation.getDocumentId(),
                                        citation.getQuote(),
                                        citation.getScore()))
                .toList();
    }
}
