package dev.millrace.gateway.metrics;

/** Everything the gateway measures itself, with the tags each has. */
public enum GatewayMetric {
    /** Tasks whose event and request Kafka acknowledged. */
    TASKS_ACCEPTED("millrace.gateway.tasks.accepted"),
    /** Tasks that Kafka did not acknowledge in time. */
    TASKS_NOT_ACKNOWLEDGED("millrace.gateway.tasks.not.acknowledged"),
    /** How long Kafka took to acknowledge event and request. */
    ACKNOWLEDGE_TIME("millrace.gateway.acknowledge.time"),
    /** Problems told to callers; tag {@link #TYPE_TAG}. */
    PROBLEMS("millrace.gateway.problems"),
    /** Requests with an idempotency key; tag {@link #OUTCOME_TAG}. */
    KEYED_REQUESTS("millrace.gateway.keyed.requests"),
    /** Bytes of request bodies that are being worked on. */
    BODY_BYTES("millrace.gateway.body.bytes"),
    /** Questions for a task; tag {@link #OUTCOME_TAG}. */
    LOOKUPS("millrace.gateway.view.lookups"),
    /** Callers that wait for a task at present. */
    WATCHERS("millrace.gateway.view.watchers"),
    /** Records that the view left aside; tag {@link #REASON_TAG}. */
    VIEW_DROPPED("millrace.gateway.view.dropped"),
    /** Tasks that the view forgot because of their age. */
    VIEW_EXPIRED("millrace.gateway.view.expired"),
    /** Times that a thread of the view died and was replaced. */
    VIEW_RESTARTS("millrace.gateway.view.restarts"),
    /** What was done and written down; tags {@link #ACTION_TAG} and {@link #OUTCOME_TAG}. */
    ACTIONS("millrace.gateway.actions"),
    /** Entries of the audit that could not be written down. */
    AUDIT_LOST("millrace.gateway.audit.lost"),

    /** Requests that are open at present; tag {@link #KIND_TAG}. */
    OPEN_REQUESTS("millrace.gateway.open.requests"),

    /** Requests refused because of a rate; tag {@link #LIMIT_TAG}. */
    RATE_REFUSED("millrace.gateway.rate.refused"),

    /** Tenants and users whose rates are kept in mind, counted once for each. */
    RATE_BUCKETS("millrace.gateway.rate.buckets"),

    /** Times that other instances could not be told what was let through. */
    RATE_UNTOLD("millrace.gateway.rate.untold"),

    /** Tasks and turns that wait; tag {@link #LANE_TAG}. Not a number when that is not known. */
    QUEUE_DEPTH("agent.queue.depth"),

    /** Seconds that the oldest of them waits; tag {@link #LANE_TAG}. */
    QUEUE_AGE("agent.queue.age.seconds"),

    /** Tasks refused because too much waits; tag {@link #PRIORITY_TAG}. */
    OVERLOAD_REFUSED("millrace.gateway.overload.refused"),
    /** Tasks that are followed at present. */
    STREAMS("millrace.gateway.streams"),
    /** Streams to callers that are over; tag {@link #REASON_TAG}. */
    STREAMS_CLOSED("millrace.gateway.streams.closed"),
    /** Bytes of models' words that are kept for those who come late. */
    TOKEN_BYTES("millrace.gateway.token.bytes");

    public static final String TYPE_TAG = "type";
    public static final String OUTCOME_TAG = "outcome";
    public static final String ACTION_TAG = "action";
    public static final String REASON_TAG = "reason";
    public static final String KIND_TAG = "kind";
    public static final String LIMIT_TAG = "limit";
    public static final String LANE_TAG = "lane";
    public static final String PRIORITY_TAG = "priority";

    private final String metricName;

    GatewayMetric(String metricName) {
        this.metricName = metricName;
    }

    public String metricName() {
        return metricName;
    }
}
