package dev.millrace.gateway.streaming;

import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TimelineEvent;

/**
 * Something that happened to a task.
 *
 * <p>Of a stream from its start: the texts of the deltas of the last step since the last reset are
 * the result's text. Words of a call that does not count in the end are followed by a reset, or by
 * an event of a later step.
 */
public sealed interface StreamEvent {

    /** A stream that is opened after this position gives everything that follows the event. */
    StreamPosition position();

    /** The task is in a new state, and has not ended. */
    record State(StreamPosition position, TaskStatus task) implements StreamEvent {}

    /** A step began or ended, or an attempt at it did. */
    record Step(StreamPosition position, TimelineEvent event) implements StreamEvent {}

    /**
     * Words of a model.
     *
     * @param step the step of the task
     * @param attempt the attempt at the step
     * @param callId names the physical call; empty when the words are not of one
     */
    record Delta(StreamPosition position, int step, int attempt, String callId, String text)
            implements StreamEvent {}

    /** What was told of the words of this step does not count any more. */
    record Reset(StreamPosition position, int step, int attempt) implements StreamEvent {}

    /**
     * The task has ended, with a result or an error; the last event.
     *
     * @param wordsAreComplete false: some of its words are too old to be there, so that readers who
     *     came earlier may have been told of them in other pieces
     */
    record Ended(StreamPosition position, TaskStatus task, boolean wordsAreComplete)
            implements StreamEvent {}
}
