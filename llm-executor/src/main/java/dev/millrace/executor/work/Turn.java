package dev.millrace.executor.work;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a model, as the agent asked for it.
 *
 * @param step counts the steps of the task, from 1
 * @param attempt counts the attempts at the step, from 1
 * @param model the model to ask; empty: the default of the executor
 * @param systemPrompt instructions for the model; empty for none
 * @param passages what was found in the documents, best first
 * @param temperature the sampling temperature; null: the model's own default
 * @param deadline no call is started after this time
 * @param history what was said since the prompt, in order
 * @param tools the tools that the model is told of
 * @param timeout the longest that the call may take; null: what the executor is set to
 * @param conversation what comes with the prompt; null for a prompt alone
 */
public record Turn(
        String taskId,
        String tenantId,
        String agent,
        int step,
        int attempt,
        String model,
        String systemPrompt,
        String prompt,
        List<Passage> passages,
        @Nullable Double temperature,
        int maxOutputTokens,
        Instant deadline,
        List<Message> history,
        List<String> tools,
        @Nullable Duration timeout,
        @Nullable Conversation conversation) {

    public Turn {
        passages = List.copyOf(passages);
        history = List.copyOf(history);
        tools = List.copyOf(tools);
    }

    /** The same turn after another conversation. */
    public Turn withHistory(List<Message> said) {
        return new Turn(
                taskId,
                tenantId,
                agent,
                step,
                attempt,
                model,
                systemPrompt,
                prompt,
                passages,
                temperature,
                maxOutputTokens,
                deadline,
                said,
                tools,
                timeout,
                conversation);
    }

    /** Names the step, whichever attempt: with it the other side can recognise a repeated call. */
    public String idempotencyKey() {
        return taskId + "/" + step;
    }

    /** Names the work: task, step and attempt. */
    public String workId() {
        return idempotencyKey() + "/" + attempt;
    }

    /**
     * A passage of a document, numbered as the answer cites it.
     *
     * @param number the n of a citation [n], from 1
     * @param title the title of the document; empty when there is none
     */
    public record Passage(int number, String documentId, String title, String text, double score) {}

    /** A part of the conversation. */
    public sealed interface Message {

        /**
         * What a model said in an earlier turn.
         *
         * @param text its words; may be empty when it calls tools
         */
        record Said(String text, List<ToolCall> toolCalls) implements Message {

            public Said {
                toolCalls = List.copyOf(toolCalls);
            }
        }

        /**
         * What came of a tool call of an earlier turn.
         *
         * @param toolCallId the call that it answers
         * @param content what the tool returned, or what went wrong
         */
        record Returned(String toolCallId, String tool, String content, boolean isError)
                implements Message {}

        /** What a user said, before or since the prompt. */
        record Asked(String text) implements Message {}
    }

    /**
     * A call of a tool, as a model asks for it.
     *
     * @param id names the call within its turn
     * @param arguments its parameters; meant to be a JSON object, but the model may err
     */
    public record ToolCall(String id, String name, String arguments) {}
}
