package dev.millrace.sink.metrics;

/** The names of the sink's metrics and of their tags. */
public enum SinkMetric {
    STORED("millrace.sink.documents", "Documents that Elasticsearch has answered for, by outcome"),
    RETRIED("millrace.sink.retries", "Batches, or rests of batches, that had to be tried again"),
    BULK("millrace.sink.bulk", "How long bulk requests took"),
    DELAY(
            "millrace.sink.delay",
            "How long after it was written to Kafka a record was stored, for those that were"),
    BEHIND_SECONDS(
            "millrace.sink.behind.seconds",
            "Age of the oldest record that this process has read and not stored; 0 when there is"
                    + " none"),
    BEHIND_RECORDS(
            "millrace.sink.behind.records",
            "Offsets in Kafka that the group has not stored, marks of transactions included; not a"
                    + " number while unknown"),
    UNSTORED(
            "millrace.sink.letters.unstored",
            "Dead letters that could not be stored and remain in their topic only");

    /** The kind of document: results, events, usage, audit or dead-letters. */
    public static final String TARGET_TAG = "target";

    /** What a batch waits for: store or registry. */
    public static final String REASON_TAG = "reason";

    /** What became of a document: stored or already-there. */
    public static final String OUTCOME_TAG = "outcome";

    private final String meterName;
    private final String description;

    SinkMetric(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    /** The name of the meter. */
    public String meterName() {
        return meterName;
    }

    public String description() {
        return description;
    }
}
