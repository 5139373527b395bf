package dev.millrace.executor.engine;

/** The names of the executor's metrics; each carries the tag {@code kind}. */
enum ExecutorMetric {
    CALLS_IN_FLIGHT(
            "millrace.executor.calls.in.flight",
            "Calls that have started and are not yet reported"),
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
    WORK_SKIPPED(
            "millrace.executor.work.skipped",
            "Records of work for which no call was made, by reason: canceled or deadline"),
    WORK_BYTES("millrace.executor.work.bytes", "Bytes of work that are held"),
    WORK_COMPLETED(
            "millrace.executor.work.completed", "Outcomes that Kafka has acknowledged, by result"),
    WORK_BACKLOG(
            "millrace.executor.work.backlog", "Records in Kafka that have not been read, by topic"),
    DEAD_LETTERS("millrace.executor.dead.letters", "Records that could not be read"),
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
            "millrace.executor.publish.retries", "How often an outcome had to be sent again");

    static final String KIND = "kind";
    static final String REASON = "reason";
    static final String RESULT = "result";
    static final String TOPIC = "topic";

    private final String id;
    private final String description;

    ExecutorMetric(String id, String description) {
        this.id = id;
        this.description = description;
    }

    String id() {
        return id;
    }

    String description() {
        return description;
    }
}
