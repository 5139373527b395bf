package dev.millrace.eventruntime.metrics;

/** The metrics that every service has. */
public enum RuntimeMetric {
    DEAD_LETTERS(
            "agent.dead.letters",
            "Records that went to a dead-letter topic, by topic of origin and reason"),
    READY("millrace.ready", "1 while the service can work, as its readiness tells, else 0");

    /** The tag that tells the topic that a record came from. */
    static final String TOPIC = "topic";

    /** The tag that tells why. */
    static final String REASON = "reason";

    private final String id;
    private final String description;

    RuntimeMetric(String id, String description) {
        this.id = id;
        this.description = description;
    }

    public String id() {
        return id;
    }

    String description() {
        return description;
    }
}
