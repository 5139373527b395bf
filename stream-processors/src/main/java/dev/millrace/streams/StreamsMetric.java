package dev.millrace.streams;

/** The metrics of this service, beside those of Kafka Streams. */
enum StreamsMetric {
    TASKS_ADMITTED("millrace.admission.admitted", "Requests that became tasks"),
    TASKS_UNPRICED("millrace.admission.unpriced", "Tasks with a model whose price is not known"),
    TASKS_REJECTED("millrace.admission.rejected", "Requests that were turned away, by error"),
    REQUESTS_DROPPED("millrace.admission.dropped", "Requests that were passed over, by reason"),
    REQUESTS_REROUTED(
            "millrace.admission.rerouted", "Requests that lay on another partition than their own"),
    IDS_FORGOTTEN("millrace.admission.forgotten", "Task ids that may be used again"),
    CHUNKS_CREATED("millrace.chunking.chunks", "Chunks that documents were cut into"),
    CHUNKING_DROPPED("millrace.chunking.dropped", "Tasks that were passed over, by reason"),
    TASKS_ENDED("millrace.agent.tasks", "Time from request to result of tasks, by state"),
    OUTCOMES_DROPPED("millrace.agent.dropped", "Records that changed no task, by reason"),
    COMMANDS_REROUTED(
            "millrace.agent.commands.rerouted",
            "Commands that lay on another partition than their task"),
    RETRIES("millrace.agent.retries", "Work that waits for another attempt, by kind and reason"),
    FALLBACKS("millrace.agent.fallbacks", "Turns that the next model took over, by reason"),
    TIMEOUTS("millrace.agent.timeouts", "Timers of tasks that ran out, by kind"),
    MONEY_RESERVED("millrace.agent.reserved.micro.usd", "Money that was set aside for model calls"),
    MONEY_SPENT("millrace.agent.spent.micro.usd", "Money that model calls cost"),
    EXPIRY_HELD("millrace.agent.expiry.held", "Looks at due timers put off after a clock jump"),
    DEAD_LETTERS("millrace.deadletters", "Records that became dead letters"),
    RESTARTS("millrace.streams.restarts", "Starts of an application after a failure"),
    RUNNING("millrace.streams.running", "1 while an application works, else 0");

    /** The tag that tells what kind: an error, a reason, a state. */
    static final String KIND = "kind";

    /** The tag that tells why. */
    static final String REASON = "reason";

    /** The tag that tells which application. */
    static final String APPLICATION = "application";

    private final String id;
    private final String description;

    StreamsMetric(String id, String description) {
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
