package dev.millrace.sink.metrics;

/** The names of the sink's metrics and of their tags. */
public enum SinkMetric {
    /** Documents that Elasticsearch has taken; tags {@code target} and {@code outcome}. */
    STORED("millrace.sink.documents"),
    /** Records that became dead letters; tags {@code target} and {@code reason}. */
    DEAD_LETTERED("millrace.sink.dead.letters"),
    /** Batches, or rests of batches, that had to be tried again; tag {@code target}. */
    RETRIED("millrace.sink.retries"),
    /** How long bulk requests take; tag {@code target}. */
    BULK("millrace.sink.bulk"),
    /** How long after it was written to Kafka a record was stored; tag {@code target}. */
    DELAY("millrace.sink.delay");

    /** The kind of document: results, events or dead-letters. */
    public static final String TARGET_TAG = "target";

    /** What became of a document: stored or already-there. */
    public static final String OUTCOME_TAG = "outcome";

    /** Why a record became a dead letter: undecodable or refused. */
    public static final String REASON_TAG = "reason";

    private final String meterName;

    SinkMetric(String meterName) {
        this.meterName = meterName;
    }

    /** The name of the meter. */
    public String meterName() {
        return meterName;
    }
}
