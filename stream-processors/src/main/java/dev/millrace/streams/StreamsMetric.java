package dev.millrace.streams;

/** The metrics of this service, beside those of Kafka Streams. */
enum StreamsMetric {
    REQUESTS("agent.requests", "Requests that have ended, by status and agent"),
    REQUEST_DURATION("agent.request.duration", "Time from request to result"),
    ACTIVE("agent.active", "Admitted tasks that have no result"),
    ACTIVE_OLDEST(
            "agent.active.oldest",
            "Time since the oldest task that has no result was admitted, or 0"),
    COST("agent.cost.usd", "What each task had cost when it ended, in USD"),
    TOKENS("agent.tokens.per.request", "Tokens that each task had used when it ended"),
    DECISION_LATENCY(
            "agent.decision.latency",
            "Time from asking for a model's turn until its answer was acted on"),
    RETRIES("agent.retries", "Work that waits for another attempt, by kind and reason"),
    BUDGET_USE("agent.budget.use.ratio", "Share of its budget that each task had cost"),
    TASKS_ADMITTED("millrace.admission.admitted", "Requests that became tasks"),
    TASKS_UNPRICED("millrace.admission.unpriced", "Tasks with a model whose price is not known"),
    TASKS_REJECTED("millrace.admission.rejected", "Requests that were turned away, by error"),
    REQUESTS_DROPPED("millrace.admission.dropped", "Requests that were passed over, by reason"),
    REQUESTS_REROUTED(
            "millrace.admission.rerouted", "Requests that lay on another partition than their own"),
    IDS_FORGOTTEN("millrace.admission.forgotten", "Task ids that may be used again"),
    CHUNKS_CREATED("millrace.chunking.chunks", "Chunks that documents were cut into"),
    CHUNKING_DROPPED("millrace.chunking.dropped", "Tasks that were passed over, by reason"),
    OUTCOMES_DROPPED("millrace.agent.dropped", "Records that changed no task, by reason"),
    COMMANDS_REROUTED(
            "millrace.agent.commands.rerouted",
            "Commands that lay on another partition than their task"),
    FALLBACKS("millrace.agent.fallbacks", "Turns that the next model took over, by reason"),
    TIMEOUTS("millrace.agent.timeouts", "Timers of tasks that ran out, by kind"),
    MONEY_RESERVED("millrace.agent.reserved.micro.usd", "Money that was set aside for model calls"),
    MONEY_SPENT("millrace.agent.spent.micro.usd", "Money that model calls cost"),
    EXPIRY_HELD("millrace.agent.expiry.held", "Looks at due timers put off after a clock jump"),
    RESTARTS("millrace.streams.restarts", "Starts of an application after a failure"),
    RUNNING("millrace.streams.running", "1 while an application works, else 0");

    /** The tag that tells what kind: an error, a reason, a state. */
    static final String KIND = "kind";

    /** The tag that tells why. */
    static final String REASON = "reason";

    /** The tag that tells how a request ended. */
    static final String STATUS = "status";

    /** The tag that tells which agent of the catalogue. */
    static final String AGENT = "agent";

    /** The tag that tells read from written tokens. */
    static final String TYPE = "type";

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
