package dev.millrace.streams.runtime;

import dev.millrace.TaskError;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.eventruntime.TaskLog;
import java.math.BigDecimal;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The one line at {@code info} about each task: how it ended. */
public final class EndedTaskLog {

    private static final Logger LOG = LoggerFactory.getLogger(EndedTaskLog.class);
    private static final int MICRO = 6;

    private EndedTaskLog() {}

    public static void write(TaskResult result, Headers headers) {
        try (TaskLog _ =
                TaskLog.of(result.getTaskId(), result.getTenantId(), headers)
                        .session(result.getSessionId())) {
            BigDecimal cost = BigDecimal.valueOf(result.getUsage().getCostMicroUsd(), MICRO);
            Duration took = Duration.between(result.getSubmittedAt(), result.getCompletedAt());
            TaskError error = result.getError();
            fields(result, took, cost)
                    .log(
                            "Task {} is {}{} after {} ms: agent {}, {} steps, {} USD",
                            result.getTaskId(),
                            result.getState(),
                            error == null ? "" : " (" + error.getType() + ")",
                            took.toMillis(),
                            result.getAgent(),
                            result.getSteps(),
                            cost.toPlainString());
        }
    }

    private static LoggingEventBuilder fields(TaskResult result, Duration took, BigDecimal cost) {
        LoggingEventBuilder line =
                LOG.atInfo()
                        .addKeyValue("event.action", "task-ended")
                        .addKeyValue("event.outcome", outcome(result.getState()))
                        .addKeyValue("event.duration", took.toNanos())
                        .addKeyValue("gen_ai.agent.name", result.getAgent())
                        .addKeyValue(
                                "gen_ai.usage.input_tokens", result.getUsage().getInputTokens())
                        .addKeyValue(
                                "gen_ai.usage.output_tokens", result.getUsage().getOutputTokens())
                        .addKeyValue("millrace.task.state", result.getState().name())
                        .addKeyValue("millrace.task.steps", result.getSteps())
                        .addKeyValue("millrace.task.cost_usd", cost);
        @Nullable TaskError error = result.getError();
        return error == null ? line : line.addKeyValue("error.type", error.getType());
    }

    private static String outcome(TaskState state) {
        return switch (state) {
            case completed -> "success";
            case failed, rejected -> "failure";
            case canceled, submitted, working, input_required, unknown -> "unknown";
        };
    }
}
