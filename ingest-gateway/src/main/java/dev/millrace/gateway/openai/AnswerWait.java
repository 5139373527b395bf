package dev.millrace.gateway.openai;

import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Lookup;
import java.util.Optional;

/** Waits for the ends of tasks, as long as their callers do. Thread-safe. */
final class AnswerWait {

    private final TaskView view;
    private final Withdrawal withdrawal;
    private final Closing closing;
    private final OpenAiSettings settings;

    AnswerWait(TaskView view, Withdrawal withdrawal, Closing closing, OpenAiSettings settings) {
        this.view = view;
        this.withdrawal = withdrawal;
        this.closing = closing;
        this.settings = settings;
    }

    /**
     * Waits for the end of a task; empty if the caller went away.
     *
     * @throws ProblemException if it cannot be waited for
     */
    Optional<TaskStatus> await(Taken taken, CallerPresence presence) throws InterruptedException {
        while (!closing.hasBegun()) {
            Optional<TaskStatus> ended = look(taken);
            if (ended.isPresent()) {
                return ended;
            }
            if (presence.isGone()) {
                abandon(taken, "the caller went away");
                return Optional.empty();
            }
        }
        throw stopped(taken, "The gateway stops");
    }

    /** On its own, as what was seen would stay in memory while the next look waits. */
    private Optional<TaskStatus> look(Taken taken) throws InterruptedException {
        String id = taken.task().id();
        return switch (view.find(taken.task().tenantId(), id, settings.look())) {
            case Lookup.Found(TaskStatus task) ->
                    task.hasEnded() ? Optional.of(task) : Optional.empty();
            case Lookup.Unknown() ->
                    throw ProblemException.unavailable("Task " + id + " is not known yet");
            case Lookup.Unavailable(String reason) -> throw stopped(taken, reason);
        };
    }

    private ProblemException stopped(Taken taken, String reason) {
        abandon(taken, reason);
        return ProblemException.unavailable(reason);
    }

    private void abandon(Taken taken, String reason) {
        if (taken.isLostWithItsCaller()) {
            withdrawal.abandon(taken.caller(), taken.task().id(), reason);
        }
    }
}
