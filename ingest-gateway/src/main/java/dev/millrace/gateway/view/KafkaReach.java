package dev.millrace.gateway.view;

/** Tells whether it makes sense to wait for what Kafka is to bring. Thread-safe. */
public interface KafkaReach {

    /** Whether Kafka answers a question that is put now in the time that a record may take. */
    boolean answers() throws InterruptedException;
}
