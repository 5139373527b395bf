package dev.millrace.gateway.openai;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.streaming.StreamPosition;
import dev.millrace.gateway.streaming.TaskStream;
import dev.millrace.gateway.streaming.TaskStreams;
import dev.millrace.gateway.streaming.TaskStreams.Opened;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;

/** Answers with streams. Thread-safe. */
final class StreamedAnswers {

    private final TaskStreams streams;
    private final Narrator narrator;
    private final Withdrawal withdrawal;

    StreamedAnswers(TaskStreams streams, Narrator narrator, Withdrawal withdrawal) {
        this.streams = streams;
        this.narrator = narrator;
        this.withdrawal = withdrawal;
    }

    /**
     * Answers the request that made a task.
     *
     * @param retrievable whether the rest can be had in another way if it breaks off; else the task
     *     ends with it
     */
    void answer(
            Taken taken,
            boolean retrievable,
            HttpServletRequest request,
            HttpServletResponse response,
            Function<EventOutput, Narration> narrations)
            throws IOException, InterruptedException {
        String id = taken.task().id();
        Narrator.Ending ending;
        try {
            ending = tell(taken.task().tenantId(), id, request, response, narrations);
        } catch (ProblemException e) {
            abandon(taken, e.detail());
            throw e;
        }
        if (!retrievable) {
            switch (ending) {
                case TOLD -> {}
                case CALLER_GONE -> abandon(taken, "the caller went away");
                case BROKEN -> abandon(taken, "the stream broke off");
            }
        }
    }

    /** Tells of a task, whoever made it. */
    Narrator.Ending tell(
            String tenantId,
            String taskId,
            HttpServletRequest request,
            HttpServletResponse response,
            Function<EventOutput, Narration> narrations)
            throws IOException, InterruptedException {
        try (TaskLog _ = TaskLog.of(taskId, tenantId, (String) null);
                TaskStream stream = open(tenantId, taskId)) {
            EventOutput out = EventOutput.open(response);
            return narrator.tell(stream, narrations.apply(out), out, CallerPresence.of(request));
        }
    }

    private TaskStream open(String tenantId, String taskId) throws InterruptedException {
        return switch (streams.open(tenantId, taskId, StreamPosition.START)) {
            case Opened.Stream(TaskStream stream) -> stream;
            case Opened.Unknown() -> throw BadRequests.unknownResponse(Ids.response(taskId));
            case Opened.Unavailable(String reason) -> throw ProblemException.unavailable(reason);
        };
    }

    private void abandon(Taken taken, String reason) {
        if (taken.isLostWithItsCaller()) {
            withdrawal.abandon(taken.caller(), taken.task().id(), reason);
        }
    }
}
