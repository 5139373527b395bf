package dev.millrace.executor.engine;

import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import dev.millrace.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

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

    /**
     * The end of this attempt's time, if it is limited: from then on the agent repeats the work.
     */
    default Optional<Instant> startBefore(I work) {
        return Optional.empty();
    }

    /** What the log may tell of the work. */
    default Traits traits(I work) {
        return new Traits("", "", 0, 0, false);
    }

    /** Does the work; an exception counts as a terminal failure of type {@code internal}. */
    Outcome<O> perform(I work, Call call) throws InterruptedException;

    /** How the span of a call looks that ended so. */
    CallSpan span(I work, Outcome<O> outcome);

    /** The outcome of work that was not or could not be done. */
    Outcome<O> failed(I work, Call call, Failed failure);

    /**
     * A topic that asks for work, and how much of the engine it may use.
     *
     * @param weight what it gets of the slots, in proportion to the others, when there are not
     *     enough for all; at least 1
     * @param share the most it gets of slots and memory, even when nothing else waits; more than 0
     *     and at most 1
     */
    record Lane<I extends SpecificRecord>(Topic<String, I> topic, int weight, double share) {

        /** A lane that may use everything when nothing else waits. */
        public Lane(Topic<String, I> topic, int weight) {
            this(topic, weight, 1);
        }
    }

    /**
     * What the log may tell of a piece of work: nothing that people or models wrote.
     *
     * @param agent the agent that asks for it
     * @param target the model or tool that is asked
     * @param step the step of the task, from 1; 0 before the first
     * @param attempt the attempt at it, from 1
     * @param first whether this is the one call that every task begins its first step with
     */
    record Traits(String agent, String target, int step, int attempt, boolean first) {}

    /**
     * One physical execution.
     *
     * @param id random
     * @param partition where the record that asks for it lies in its topic
     * @param offset where it lies in its partition
     */
    record Call(String id, Instant startedAt, int partition, long offset) {}

    /**
     * What is reported.
     *
     * @param result in one word, for metrics: {@code ok} or the type of the failure
     * @param usedOrNull what the call used, if that is known
     */
    record Outcome<O>(O event, String result, @Nullable Tokens usedOrNull) {

        public static final String OK = "ok";

        public Outcome(O event, String result) {
            this(event, result, null);
        }

        /** A failure that takes the place of this outcome; what was used stays used. */
        Failed keepingUsage(Failed failure) {
            return usedOrNull == null ? failure : failure.withWasted(usedOrNull);
        }
    }
}
