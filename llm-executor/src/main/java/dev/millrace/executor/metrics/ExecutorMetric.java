package dev.millrace.executor.metrics;

/** Everything the executor measures itself, and the tags that it measures it by. */
public enum ExecutorMetric {
    TOKEN_USAGE("gen_ai.client.token.usage", "Tokens that calls of models read and wrote"),
    OPERATION_DURATION("gen_ai.client.operation.duration", "How long calls of models took"),
    CALLS_IN_FLIGHT(
            "agent.calls.in.flight",
            "Calls that models, embedding models and tools are doing, by endpoint"),
    CALL_REPEATS(
            "agent.call.repeats",
            "Calls that were begun although the same attempt had been begun before and nobody knows"
                    + " what became of that: it may have been paid"),
    BREAKER_STATE(
            "agent.breaker.state",
            "1 for the state that the circuit breaker of an endpoint is in, 0 for the others"),
    TOOL_CALLS("agent.tool.calls", "Calls of tools, by outcome"),
    TOOL_ERRORS("agent.tool.errors", "Calls of tools that returned no result, by error"),
    TOOL_DURATION("millrace.tool.duration", "How long tools took, by outcome"),
    CALL_DURATION("millrace.executor.call.duration", "How long calls took, by result"),
    CALLS_CANCELED(
            "millrace.executor.calls.canceled",
            "Calls that were broken off because their task was canceled"),
    CALLS_HANDED_BACK(
            "millrace.executor.calls.handed.back",
            "Calls that were broken off at the end of the process and are made again by the next"),
    WORK_TAKEN("millrace.executor.work.taken", "Records of work that were taken"),
    WORK_WAITING(
            "millrace.executor.work.waiting",
            "Records of work that wait for a free slot, by topic"),
    WORK_RUNNING(
            "millrace.executor.work.running",
            "Records of work that have a slot: until Kafka has acknowledged their outcome"),
    WORK_SKIPPED(
            "millrace.executor.work.skipped",
            "Records of work for which no call was made, by reason: canceled, deadline or timeout"),
    WORK_BYTES("millrace.executor.work.bytes", "Bytes of work that are held"),
    WORK_COMPLETED(
            "millrace.executor.work.completed", "Outcomes that Kafka has acknowledged, by result"),
    WORK_BACKLOG(
            "millrace.executor.work.backlog", "Records in Kafka that have not been read, by topic"),
    REPEATS_SKIPPED(
            "millrace.executor.repeats.skipped",
            "Records that came again after a restart and were already done"),
    METADATA_FULL(
            "millrace.executor.metadata.full",
            "How often a partition had to wait because its commit metadata was full"),
    REGISTRY_WAITS(
            "millrace.executor.registry.waits",
            "How often reading had to wait for the schema registry"),
    PUBLISH_RETRIES(
            "millrace.executor.publish.retries", "How often an outcome had to be sent again"),
    STREAMS("millrace.executor.streams", "Calls whose words are told while they come"),
    STREAMS_PLAIN(
            "millrace.executor.streams.plain",
            "Calls whose words came at their end: too many were streamed"),
    FIRST_WORDS(
            "millrace.executor.first.words",
            "From the start of a streamed call to its first words");

    /** A kind of work: turn, embedding or tool. */
    public static final String KIND = "kind";

    public static final String REASON = "reason";
    public static final String RESULT = "result";
    public static final String TOPIC = "topic";

    /** Provider and model, endpoint and model, a tool, or a server of tools. */
    public static final String ENDPOINT = "endpoint";

    public static final String STATE = "state";
    public static final String TOOL = "tool";
    public static final String OUTCOME = "outcome";
    public static final String ERROR = "error";

    private final String id;
    private final String description;

    ExecutorMetric(String id, String description) {
        this.id = id;
        this.description = description;
    }

    public String id() {
        return id;
    }

    public String description() {
        return description;
    }
}
