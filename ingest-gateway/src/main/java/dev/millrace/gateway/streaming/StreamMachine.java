package dev.millrace.gateway.streaming;

import dev.millrace.StepKind;
import dev.millrace.TaskState;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TimelineEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one stream of the events of a task and the words of its models.
 *
 * <p>What it gives depends on nothing but what it is given, from the start of the task. Which words
 * are shown follows from their order in the log alone: a call is shown from its first record on,
 * until the first record of another call of the same step. So where an event falls among the words
 * of a step does not matter, and a reader who comes back gets to the same state.
 *
 * <p>State: the task's state and the step that events have told of, the call that is shown, which
 * call counted in the last turn that ended, and how far events and words were read. Used by one
 * thread at a time.
 */
final class StreamMachine {

    private final StreamPosition after;
    private StreamPosition position;
    private int step;
    private int attempts;
    private @Nullable TaskState state;
    private boolean isQuiet;
    private TimelineEvent.@Nullable Decision ended;
    private int endedStep = -1;
    private long seen = -1;
    private long heard = -1;
    private @Nullable ShownCall shown;

    /**
     * @param after what a reader has got already; it is not told again
     */
    StreamMachine(StreamPosition after) {
        this.after = after;
        this.position = after;
    }

    /**
     * Whether words belong to a step or an attempt that no event has told of yet, or are new to a
     * reader who knows of events that have not come here yet.
     */
    boolean isAhead(Words words) {
        if (words.offset() >= after.offset() && heard < after.sequence()) {
            return true;
        }
        return words.step() > step || (words.step() == step && words.attempt() > attempts);
    }

    /** Whether an event ends a turn or the task, so that the words before it are to come first. */
    boolean isEndOfWords(TimelineEvent event) {
        return isEndOfTurn(event) || isEndOfTask(event);
    }

    /** Whether no words are missing before an event that ends a turn or the task. */
    boolean hasAllWordsBefore(TimelineEvent event) {
        if (seen + 1 < after.offset()) {
            return false;
        }
        if (isEndOfTask(event)) {
            return endedStep == event.step();
        }
        TimelineEvent.Decision decision = event.decision();
        return shown != null
                && decision != null
                && shown.step() == event.step()
                && shown.callId().equals(decision.callId())
                && shown.isWhole();
    }

    static boolean isEndOfTask(TimelineEvent event) {
        return switch (event.kind()) {
            case completed, failed, canceled, rejected -> true;
            case submitted,
                    admitted,
                    step_requested,
                    step_completed,
                    retry_scheduled,
                    redispatched,
                    fallback,
                    redriven,
                    unknown ->
                    false;
        };
    }

    private static boolean isEndOfTurn(TimelineEvent event) {
        return event.decision() != null && event.decision().kind() == StepKind.turn;
    }

    List<StreamEvent> on(Words words) {
        seen = words.offset();
        boolean wasTold = words.offset() < after.offset();
        List<StreamEvent> events = new ArrayList<>(2);
        boolean isLate = words.step() < step || (words.step() <= endedStep && !wasTold);
        if (isLate || !isShown(words, events)) {
            return List.of();
        }
        moveTo(position.sequence(), words.offset() + 1);
        if (shown != null && shown.take(words)) {
            events.add(
                    new StreamEvent.Delta(
                            position, words.step(), words.attempt(), words.callId(), words.text()));
        }
        return wasTold ? List.of() : events;
    }

    /** Whether words are of the call that is shown, or of one that is from now on. */
    private boolean isShown(Words words, List<StreamEvent> events) {
        if (shown != null && shown.isOf(words)) {
            return true;
        }
        if (words.index() > 0) {
            return false;
        }
        if (shown != null && shown.step() == words.step() && shown.hasText()) {
            // If words follow, who has the reset alone gets it again with them.
            long behind = words.text().isEmpty() ? 1 : 0;
            moveTo(position.sequence(), words.offset() + behind);
            events.add(new StreamEvent.Reset(position, words.step(), words.attempt()));
        }
        shown = new ShownCall(words);
        return true;
    }

    /**
     * @param task the task of the event, as it is now
     */
    List<StreamEvent> on(TimelineEvent event, TaskStatus task) {
        heard = event.sequence();
        boolean isNewState = isNewState(event);
        boolean wasQuiet = isQuiet;
        isQuiet = isEntrance(event) && !isNewState;
        count(event);
        if (isEndOfTurn(event)) {
            ended = event.decision();
            endedStep = event.step();
        }
        if (event.sequence() <= after.sequence()) {
            return List.of();
        }
        return switch (event.kind()) {
            case submitted, admitted -> entrance(event, task, isNewState);
            case step_requested,
                    step_completed,
                    retry_scheduled,
                    redispatched,
                    fallback,
                    unknown -> {
                // Nothing but the state has the position of a quiet event.
                boolean wasTold = wasQuiet && after.sequence() == event.sequence() - 1;
                yield step(event, task, isNewState && !wasTold);
            }
            // Another run is another task; of ends {@link #end} tells.
            case redriven, completed, failed, canceled, rejected -> List.of();
        };
    }

    private List<StreamEvent> entrance(TimelineEvent event, TaskStatus task, boolean isNewState) {
        StreamPosition at = moveTo(event);
        return isNewState ? List.of(new StreamEvent.State(at, task.at(event))) : List.of();
    }

    private List<StreamEvent> step(TimelineEvent event, TaskStatus task, boolean isNewState) {
        if (!isNewState) {
            return List.of(new StreamEvent.Step(moveTo(event), event));
        }
        // Who has the state alone may get it again, but never goes without the step.
        StreamEvent before = new StreamEvent.State(position, task.at(event));
        return List.of(before, new StreamEvent.Step(moveTo(event), event));
    }

    private static boolean isEntrance(TimelineEvent event) {
        return switch (event.kind()) {
            case submitted, admitted -> true;
            case step_requested,
                    step_completed,
                    retry_scheduled,
                    redispatched,
                    fallback,
                    unknown,
                    redriven,
                    completed,
                    failed,
                    canceled,
                    rejected ->
                    false;
        };
    }

    private boolean isNewState(TimelineEvent event) {
        TaskState told = event.state();
        if (told == state || told == TaskState.unknown || isEndOfTask(event)) {
            return false;
        }
        state = told;
        return true;
    }

    private StreamPosition moveTo(TimelineEvent event) {
        moveTo(event.sequence(), position.offset());
        return position;
    }

    private void count(TimelineEvent event) {
        boolean isNew = event.step() > step;
        boolean isDispatch =
                switch (event.kind()) {
                    case step_requested, redispatched, fallback -> true;
                    case submitted,
                            admitted,
                            rejected,
                            step_completed,
                            completed,
                            failed,
                            canceled,
                            unknown,
                            retry_scheduled,
                            redriven ->
                            false;
                };
        if (isNew) {
            step = event.step();
            // A step whose begin is not kept may be at any attempt.
            attempts = isDispatch ? 1 : Integer.MAX_VALUE;
        } else if (isDispatch && event.step() == step && attempts < Integer.MAX_VALUE) {
            attempts++;
        }
    }

    /**
     * The end of the stream: what was shown is the result's text then.
     *
     * @param task the task, which has ended
     * @param sequence the sequence number of its last event
     * @param wordsAreComplete whether no words are missing because of their age
     * @param tellAnew whether words that are missing may be told as a whole
     */
    List<StreamEvent> end(
            TaskStatus task, long sequence, boolean wordsAreComplete, boolean tellAnew) {
        List<StreamEvent> events = new ArrayList<>();
        TaskStatus.Result result = task.result();
        boolean wasTold = sequence <= after.sequence();
        if (!wasTold && task.state() == TaskState.completed && result != null) {
            boolean unknown = !wordsAreComplete && after.offset() > 0;
            correct(result, unknown, tellAnew, sequence, events);
        }
        moveTo(sequence, position.offset());
        events.add(new StreamEvent.Ended(position, task, wordsAreComplete));
        return events;
    }

    private void correct(
            TaskStatus.Result result,
            boolean unknown,
            boolean tellAnew,
            long sequence,
            List<StreamEvent> events) {
        if (isShown(result)) {
            return;
        }
        int last = Math.max(endedStep, step);
        int attempt = ended == null ? 1 : ended.attempt();
        boolean something = shown != null && shown.step() == last && shown.hasText();
        if (something || (unknown && tellAnew)) {
            events.add(new StreamEvent.Reset(position, last, attempt));
        }
        if (tellAnew && !result.text().isEmpty()) {
            moveTo(sequence, position.offset());
            String callId = ended == null || ended.error() != null ? "" : ended.callId();
            events.add(new StreamEvent.Delta(position, last, attempt, callId, result.text()));
        }
    }

    private boolean isShown(TaskStatus.Result result) {
        if (shown == null || shown.step() != endedStep || ended == null) {
            return result.text().isEmpty() && (shown == null || shown.step() != endedStep);
        }
        boolean counts = ended.error() == null && shown.callId().equals(ended.callId());
        return counts && shown.isWhole() && shown.says(result.text(), result.mayBeCut());
    }

    /** Never back behind what the reader has got. */
    private void moveTo(long sequence, long offset) {
        position =
                new StreamPosition(
                        Math.max(position.sequence(), sequence),
                        Math.max(position.offset(), offset));
    }
}
