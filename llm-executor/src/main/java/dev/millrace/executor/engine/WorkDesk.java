package dev.millrace.executor.engine;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.executor.engine.Item.Ticket;
import dev.millrace.executor.engine.Publisher.Letter;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Outcome;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of one kind of work, has each done, and has its outcome written; whatever happens,
 * a record that was taken ends with an outcome or a dead letter.
 *
 * <p>Records are offered by one thread; work is done on the threads of the dispatcher, which the
 * desk owns. Lives until it is closed.
 */
final class WorkDesk<I extends SpecificRecord, O extends SpecificRecord> implements Intake {

    private static final Logger LOG = LoggerFactory.getLogger(WorkDesk.class);
    private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(2);

    private final WorkKind<I, O> kind;
    private final CallRunner<I, O> calls;
    private final WorkReader<I> reader;
    private final OutcomeWriter<O> writer;
    private final Publisher publisher;
    private final Burial burial;
    private final Dispatcher<I> dispatcher;
    private final CallLog<I, O> log;
    private final EngineMetrics metrics;
    private final WorkSpans<I, O> spans;
    private final Clock clock;
    private final Supplier<String> callIds;

    WorkDesk(
            WorkPlan<I, O> plan,
            EventSerdes serdes,
            Publisher publisher,
            Cancellations cancellations,
            EngineMetrics metrics,
            Spans spans,
            Clock clock,
            Supplier<String> callIds) {
        this.kind = plan.kind();
        this.calls = new CallRunner<>(kind, cancellations, metrics, clock);
        this.reader = new WorkReader<>(kind, serdes);
        this.writer = new OutcomeWriter<>(kind.outcomes(), serdes);
        this.publisher = publisher;
        this.burial = new Burial(publisher, metrics);
        this.metrics = metrics;
        this.spans = new WorkSpans<>(kind, spans, clock);
        this.clock = clock;
        this.callIds = callIds;
        this.log = new CallLog<>(kind, clock);
        this.dispatcher =
                new Dispatcher<>(plan.settings(), kind.lanes(), plan.threads(), this::perform);
        metrics.gauge(ExecutorMetric.WORK_RUNNING, dispatcher::running);
        for (int lane = 0; lane < reader.topics().size(); lane++) {
            int index = lane;
            metrics.gauge(
                    ExecutorMetric.WORK_WAITING,
                    reader.topics().get(lane),
                    () -> dispatcher.waiting(index));
        }
        metrics.gauge(ExecutorMetric.WORK_BYTES, dispatcher::bytes);
    }

    @Override
    public Answer offer(
            ConsumerRecord<byte[], byte[]> record, boolean maybeMade, DoneListener listener) {
        Ticket ticket = new Ticket(partition(record), record.offset());
        if (dispatcher.holds(ticket)) {
            return Answer.TAKEN;
        }
        int lane = reader.lane(record.topic());
        int size = Math.max(0, record.serializedValueSize());
        if (!dispatcher.hasRoom(lane, size)) {
            return Answer.FULL;
        }
        try {
            I work = reader.read(lane, record);
            dispatcher.add(
                    kind.tenantId(work),
                    new Item<>(
                            work,
                            ticket,
                            lane,
                            size,
                            maybeMade,
                            Item.origin(record.headers()),
                            clock.instant(),
                            listener));
            metrics.count(ExecutorMetric.WORK_TAKEN);
        } catch (RegistryUnavailableException e) {
            LOG.warn(
                    "{}: {}; trying again until the registry answers",
                    kind.name(),
                    FailureText.of(e));
            metrics.count(ExecutorMetric.REGISTRY_WAITS);
            return Answer.UNREADABLE_FOR_NOW;
        } catch (UndecodableRecordException e) {
            try (TaskLog _ = TaskLog.ofRecord(record.topic(), record.key(), record.headers())) {
                LOG.warn("{} goes to the dead letters: {}", ticket, FailureText.of(e));
            }
            burial.bury(record, e, () -> listener.done(ticket.partition(), ticket.offset()));
        }
        return Answer.TAKEN;
    }

    @Override
    public void withdraw(Set<TopicPartition> partitions) {
        dispatcher.withdraw(ticket -> partitions.contains(ticket.partition()));
    }

    /** Takes no more, and waits until what has started is reported; false if that took too long. */
    boolean drain(Duration timeout) throws InterruptedException {
        dispatcher.close();
        return dispatcher.awaitIdle(timeout);
    }

    /** Breaks off what still runs and hands it back: its records stay open. Says how much. */
    int handBack() throws InterruptedException {
        calls.stop();
        dispatcher.abort(ABORT_TIMEOUT);
        int handedBack = dispatcher.running();
        metrics.count(ExecutorMetric.CALLS_HANDED_BACK, handedBack);
        return handedBack;
    }

    int running() {
        return dispatcher.running();
    }

    int waiting() {
        return dispatcher.waiting();
    }

    private void perform(Item<I> item) {
        I work = item.work();
        Ticket place = item.ticket();
        item.begun();
        Call call =
                new Call(
                        callIds.get(),
                        clock.instant(),
                        place.partition().partition(),
                        place.offset());
        try (TaskLog _ = TaskLog.of(kind.taskId(work), kind.tenantId(work), item.origin())) {
            Outcome<O> outcome =
                    calls.run(
                            work, call, item.maybeMade(), ended -> spans.called(item, call, ended));
            // While it is aborted a failure may be the abort's; an answer is one, and is paid for.
            if (!calls.isStopped() || outcome.result().equals(Outcome.OK)) {
                log.ended(work, call, outcome);
                report(item, call, outcome);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is broken off: {}", item.ticket(), FailureText.of(e));
            Thread.currentThread().interrupt();
        }
    }

    private void report(Item<I> item, Call call, Outcome<O> outcome) {
        String key = kind.taskId(item.work());
        publisher.publish(
                new Letter(
                        () -> writer.record(key, outcome.event(), item),
                        () -> reported(item, call, outcome),
                        refusal -> replace(item, call, outcome, refusal),
                        () -> metrics.count(ExecutorMetric.PUBLISH_RETRIES)));
    }

    private void reported(Item<I> item, Call call, Outcome<O> outcome) {
        spans.reported(item, call, outcome);
        metrics.completed(outcome.result());
        item.done();
        dispatcher.release(item);
    }

    /** An outcome that can never be sent becomes a failure, so that the agent hears of one. */
    private void replace(Item<I> item, Call call, Outcome<O> outcome, RuntimeException refusal) {
        // On a thread of Kafka's producer.
        try (TaskLog _ =
                TaskLog.of(kind.taskId(item.work()), kind.tenantId(item.work()), item.origin())) {
            LOG.error(
                    "the outcome of {} at {} cannot be sent", kind.name(), item.ticket(), refusal);
        }
        Failed failure =
                refusal instanceof RecordTooLargeException
                        ? FailureKind.TOO_LARGE.failed(refusal.toString())
                        : FailureKind.INTERNAL.failed(refusal.toString());
        if (!outcome.result().equals(failure.type())) {
            report(item, call, kind.failed(item.work(), call, outcome.keepingUsage(failure)));
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
