package dev.millrace.sink.document;

import dev.millrace.Citation;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.sink.document.Fields.CitationFields;
import dev.millrace.sink.document.Fields.Cost;
import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.GenAi;
import dev.millrace.sink.document.Fields.Identified;
import dev.millrace.sink.document.Fields.Model;
import dev.millrace.sink.document.Fields.Named;
import dev.millrace.sink.document.Fields.TaskFields;
import dev.millrace.sink.document.Fields.Tokens;
import dev.millrace.sink.document.Fields.Took;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes documents of what the pipeline says about tasks. */
public final class TaskDocuments {

    private static final double MICRO_USD = 1_000_000.0;

    private TaskDocuments() {}

    /** The document of a result: its id is the task's, so that a task has one. */
    public static Document of(TaskResult result) {
        String task = result.getTaskId();
        Usage usage = result.getUsage();
        return new Document(
                Target.RESULTS,
                task,
                result.getSequence(),
                new Fields.OfResult(
                        result.getCompletedAt(),
                        new EventFields(
                                eventId(task, result.getSequence()), null, result.getSequence()),
                        new TaskFields(
                                task,
                                name(result.getState()),
                                null,
                                null,
                                result.getDegraded(),
                                known(result.getSubmittedAt())),
                        new Named(result.getAgent()),
                        identified(result.getTenantId()),
                        identified(result.getUserId()),
                        identified(result.getSessionId()),
                        // The contract names the one model that answered; it was also the one
                        // asked.
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
        String task = event.getTaskId();
        Usage usage = event.getUsage();
        return new Document(
                Target.EVENTS,
                eventId(task, event.getSequence()),
                event.getSequence(),
                new Fields.OfEvent(
                        event.getAt(),
                        new EventFields(
                                eventId(task, event.getSequence()),
                                name(event.getKind()),
                                event.getSequence()),
                        new TaskFields(
                                task,
                                name(event.getState()),
                                event.getStep(),
                                event.getMaxSteps(),
                                null,
                                known(event.getSubmittedAt())),
                        new Named(event.getAgent()),
                        identified(event.getTenantId()),
                        identified(event.getUserId()),
                        identified(event.getSessionId()),
                        genAi(event.getModel(), usage),
                        usage == null ? null : cost(usage),
                        took(event.getSubmittedAt(), event.getAt()),
                        error(event.getError()),
                        event.getPrompt(),
                        event.getDetail()));
    }

    private static String eventId(String task, long sequence) {
        // An event without a task must not get an id that looks like one.
        return task.isBlank() ? "" : task + "#" + sequence;
    }

    /** The state as A2A spells it. */
    private static String name(TaskState state) {
        return state.name().replace('_', '-');
    }

    private static String name(TaskEventKind kind) {
        return kind.name().replace('_', '-');
    }

    private static @Nullable Identified identified(@Nullable String id) {
        return id == null || id.isBlank() ? null : new Identified(id);
    }

    private static @Nullable GenAi genAi(String model, @Nullable Usage usage) {
        Tokens tokens = usage == null ? null : tokens(usage);
        Model request = model(model);
        return request == null && tokens == null ? null : new GenAi(request, null, tokens);
    }

    private static @Nullable Model model(String model) {
        return model.isBlank() ? null : new Model(model);
    }

    private static Tokens tokens(Usage usage) {
        return new Tokens(usage.getInputTokens(), usage.getOutputTokens());
    }

    private static Cost cost(Usage usage) {
        return new Cost(usage.getCostMicroUsd() / MICRO_USD);
    }

    private static @Nullable Took took(Instant submittedAt, Instant at) {
        Instant start = known(submittedAt);
        // Clocks of two machines differ: a negative duration says nothing.
        return start == null || at.isBefore(start)
                ? null
                : new Took(Duration.between(start, at).toMillis());
    }

    private static @Nullable Instant known(Instant instant) {
        return instant.equals(Instant.EPOCH) ? null : instant;
    }

    private static @Nullable ErrorFields error(@Nullable TaskError error) {
        if (error == null) {
            return null;
        }
        String message =
                error.getDetail().isBlank()
                        ? error.getTitle()
                        : error.getTitle() + ": " + error.getDetail();
        return new ErrorFields(error.getType(), message, null);
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
