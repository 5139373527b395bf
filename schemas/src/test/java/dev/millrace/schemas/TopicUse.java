package dev.millrace.schemas;

import static dev.millrace.schemas.Party.ADMISSION;
import static dev.millrace.schemas.Party.AGENT;
import static dev.millrace.schemas.Party.CHUNKING;
import static dev.millrace.schemas.Party.COMMAND_LINE;
import static dev.millrace.schemas.Party.EXECUTOR;
import static dev.millrace.schemas.Party.GATEWAY;
import static dev.millrace.schemas.Party.OTHERS;
import static dev.millrace.schemas.Party.SINK;

import java.util.List;

/**
 * What a topic of the catalogue is there for, as its documents tell it.
 *
 * @param topic the topic
 * @param purpose what its records are, in a sentence
 * @param key what the key of a record is
 * @param writers who writes it
 * @param readers who reads it
 */
record TopicUse(
        Topic<?, ?> topic, String purpose, String key, List<Party> writers, List<Party> readers) {

    private static final String TASK = "task";
    private static final String TENANT = "tenant";

    private static final List<TopicUse> ALL =
            List.of(
                    new TopicUse(
                            Topics.TASKS_REQUESTED,
                            "Requests to run an agent.",
                            TENANT,
                            List.of(GATEWAY, OTHERS),
                            List.of(ADMISSION)),
                    new TopicUse(
                            Topics.TASKS_COMMANDS,
                            "Orders from outside to tasks.",
                            TASK,
                            List.of(GATEWAY, OTHERS),
                            List.of(AGENT)),
                    new TopicUse(
                            Topics.TASKS_ADMITTED,
                            "Requests that were checked and accepted.",
                            TASK,
                            List.of(ADMISSION),
                            List.of(CHUNKING, AGENT)),
                    new TopicUse(
                            Topics.CHUNKS_CREATED,
                            "Batches of pieces of documents, to be compared with the prompt.",
                            "task # batch",
                            List.of(CHUNKING),
                            List.of(EXECUTOR)),
                    new TopicUse(
                            Topics.CHUNKS_EMBEDDED,
                            "Batches of pieces of documents with their scores.",
                            TASK,
                            List.of(EXECUTOR),
                            List.of(AGENT)),
                    turns(Topics.TURNS_REQUESTED_HIGH, "Model turns of high priority."),
                    turns(Topics.TURNS_REQUESTED_NORMAL, "Model turns of normal priority."),
                    turns(Topics.TURNS_REQUESTED_LOW, "Model turns of low priority."),
                    turns(Topics.TURNS_REQUESTED_RETRY, "Model turns that are tried again."),
                    turns(Topics.TOOLS_REQUESTED, "Calls of tools."),
                    turns(Topics.TOOLS_REQUESTED_RETRY, "Calls of tools that are tried again."),
                    new TopicUse(
                            Topics.STEPS_COMPLETED,
                            "Outcomes of turns and tool calls, timeouts included.",
                            TASK,
                            List.of(EXECUTOR, AGENT),
                            List.of(AGENT)),
                    new TopicUse(
                            Topics.WORK_CANCELED,
                            "Tasks whose work is no longer wanted. Every executor reads all of it.",
                            TASK,
                            List.of(AGENT),
                            List.of(EXECUTOR)),
                    new TopicUse(
                            Topics.TASKS_EVENTS,
                            "Every change in the life of a task.",
                            TASK,
                            List.of(GATEWAY, ADMISSION, AGENT),
                            List.of(GATEWAY, SINK, OTHERS)),
                    new TopicUse(
                            Topics.TASKS_RESULTS,
                            "Exactly one result for each task.",
                            TASK,
                            List.of(ADMISSION, AGENT),
                            List.of(GATEWAY, SINK, OTHERS)),
                    new TopicUse(
                            Topics.USAGE_RECORDED,
                            "What each physical call of a model used.",
                            TENANT,
                            List.of(AGENT),
                            List.of(SINK, OTHERS)),
                    new TopicUse(
                            Topics.AUDIT_RECORDED,
                            "Who did what.",
                            TENANT,
                            List.of(GATEWAY, COMMAND_LINE),
                            List.of(GATEWAY, SINK)),
                    new TopicUse(
                            Topics.TOKENS_STREAMED,
                            "The words of models while they come. Every gateway reads all of it.",
                            TASK,
                            List.of(EXECUTOR),
                            List.of(GATEWAY)),
                    new TopicUse(
                            Topics.IDEMPOTENCY_CLAIMED,
                            "Uses of idempotency keys. Every gateway reads all of it.",
                            "digest of tenant and idempotency key",
                            List.of(GATEWAY),
                            List.of(GATEWAY)),
                    new TopicUse(
                            Topics.KEYS_RECORDED,
                            "The present state of every API key. Every gateway reads all of it.",
                            "id of the API key",
                            List.of(GATEWAY, COMMAND_LINE),
                            List.of(GATEWAY, COMMAND_LINE)),
                    new TopicUse(
                            Topics.LIMITS_CONSUMED,
                            "What a gateway let through. Every other gateway reads all of it.",
                            TENANT,
                            List.of(GATEWAY),
                            List.of(GATEWAY)));

    /** One for each topic of the catalogue, in its order. */
    static List<TopicUse> all() {
        return ALL;
    }

    private static TopicUse turns(Topic<?, ?> topic, String purpose) {
        return new TopicUse(topic, purpose, TASK, List.of(AGENT), List.of(EXECUTOR));
    }
}
