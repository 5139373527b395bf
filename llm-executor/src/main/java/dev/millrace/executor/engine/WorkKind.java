package dev.millrace.executor.engine;

import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.schemas.Topic;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A kind of work: which records ask for it, how it is done, and what tells of the outcome.
 *
 * @param <I> the record that asks for the work
 * @param <O> the record that tells what became of it
 */
public interface WorkKind<I extends SpecificRecord, O extends SpecificRecord> {

    /** Names the kind in metrics, health and the consumer group. */
    String name();

    /** The topics that ask for this work. */
    List<Lane<I>> lanes();

    /** Where the outcomes go; their key is the task. */
    Topic<String, O> outcomes();

    String taskId(I work);

    String tenantId(I work);

    /** No call starts after this time. */
    Instant deadline(I work);

    /** Does the work; an exception counts as a terminal failure of type {@code internal}. */
    Outcome<O> perform(I work, Call call) throws InterruptedException;

    /** The outcome of work that was not or could not be done. */
    Outcome<O> failed(I work, Call call, Failed failure);

    /**
     * A topic and its share of the slots when there are not enough for all.
     *
     * @param weight at least 1
     */
    record Lane<I extends SpecificRecord>(Topic<String, I> topic, int weight) {}

    /**
     * One physical execution.
     *
     * @param id random
     */
    record Call(String id, Instant startedAt) {}

    /**
     * What is reported.
     *
     * @param result in one word, for metrics: {@code ok} or the type of the failure
     */
    record Outcome<O>(O event, String result) {

        public static final String OK = "ok";
    }
}
