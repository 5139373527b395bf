package dev.millrace.executor.work;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One call of a tool, as the agent asked for it.
 *
 * @param userId the user of the request; empty when unknown
 * @param step counts the steps of the task, from 1
 * @param call counts the tool calls of the step, from 0
 * @param attempt counts the attempts at the call, from 1
 * @param tool its name, as the agent or as the model knows it
 * @param arguments meant to be a JSON object
 * @param roles those of the caller, which decide what is permitted
 * @param chunks where the batches of the task's chunks lie
 * @param deadline no call is started after this time
 * @param timeout the longest that the call may take; zero: what the tool is set to
 */
public record ToolCall(
        String taskId,
        String tenantId,
        String userId,
        String agent,
        int step,
        int call,
        int attempt,
        String tool,
        String arguments,
        List<String> roles,
        List<Place> chunks,
        Instant deadline,
        Duration timeout) {

    public ToolCall {
        roles = List.copyOf(roles);
        chunks = List.copyOf(chunks);
    }

    /** Names the call, whichever attempt: with it the other side can recognise a repetition. */
    public String idempotencyKey() {
        return taskId + "/" + step + "." + call;
    }

    /** Where a record lies. */
    public record Place(int partition, long offset) {}
}
