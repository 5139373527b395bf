package dev.millrace.gateway.view;

import dev.millrace.StepDecision;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the timeline keeps of an event: everything but the prompt, cut so that an entry stays under
 * 64 KiB in the store.
 */
final class TimelineContent {

    private static final int MAX_TEXT_BYTES = 12 * 1024;
    private static final int MAX_LINE_BYTES = 2 * 1024;
    private static final int MAX_NAME_BYTES = 512;

    private TimelineContent() {}

    static TimelineEvent event(TaskEvent event) {
        StepDecision decision = event.getDecision();
        return new TimelineEvent(
                event.getSequence(),
                event.getAt(),
                event.getKind(),
                event.getState(),
                event.getStep(),
                cut(event.getDetail(), MAX_LINE_BYTES),
                cut(event.getModel(), MAX_NAME_BYTES),
                TaskContent.usage(event.getUsage()),
                problem(event.getError()),
                decision == null ? null : decision(event.getAgent(), decision));
    }

    private static TimelineEvent.Decision decision(String agent, StepDecision decision) {
        return new TimelineEvent.Decision(
                cut(agent, MAX_NAME_BYTES),
                cut(decision.getCallId(), MAX_NAME_BYTES),
                decision.getKind(),
                decision.getCall(),
                decision.getAttempt(),
                cut(decision.getInput(), MAX_TEXT_BYTES),
                cut(decision.getReasoning(), MAX_TEXT_BYTES),
                cut(decision.getAction(), MAX_NAME_BYTES),
                cut(decision.getParameters(), MAX_TEXT_BYTES),
                cut(decision.getResult(), MAX_TEXT_BYTES),
                cut(decision.getTarget(), MAX_NAME_BYTES),
                problem(decision.getError()),
                TaskContent.usage(decision.getUsage()),
                decision.getLatencyMs(),
                decision.getStartedAt());
    }

    private static TaskStatus.@Nullable Problem problem(@Nullable TaskError error) {
        return error == null
                ? null
                : new TaskStatus.Problem(
                        cut(error.getType(), MAX_NAME_BYTES),
                        cut(error.getTitle(), MAX_NAME_BYTES),
                        cut(error.getDetail(), MAX_LINE_BYTES));
    }

    /** The start of a text, so far as it fits into some bytes of UTF-8. */
    static String cut(String text, int limit) {
        String most = TaskContent.cut(text, limit);
        byte[] bytes = most.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= limit) {
            return most;
        }
        int end = limit;
        while (isInsideCharacter(bytes[end])) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static boolean isInsideCharacter(byte first) {
        return (first & 0b1100_0000) == 0b1000_0000;
    }
}
