package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.events.RecordWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Shows dead letters to those who may see them, sends them on their way again, or drops them; each
 * action is written down before it is answered. Thread-safe.
 */
public final class DeadLetterDesk {

    /** Headers that tell of the failure and not of the record. */
    private static final String REASON_PREFIX = "__streams.errors.";

    private static final String BUSY = "somebody else is acting on it at this moment";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LetterLog log;
    private final LetterReader reader;
    private final Fates fates;
    private final FailedTasks failedTasks;
    private final RecordWriter kafka;
    private final AuditTrail audit;

    /** What is being acted on, so that two callers do not do so at the same time. */
    private final Set<LetterId> busy = ConcurrentHashMap.newKeySet();

    DeadLetterDesk(
            LetterLog log,
            LetterReader reader,
            Fates fates,
            FailedTasks failedTasks,
            RecordWriter kafka,
            AuditTrail audit) {
        this.log = log;
        this.reader = reader;
        this.fates = fates;
        this.failedTasks = failedTasks;
        this.kafka = kafka;
        this.audit = audit;
    }

    /** Some of the letters that are wanted, newest first. */
    public LetterPage list(
            LetterScope scope, LetterFilter filter, int limit, Optional<LetterCursor> cursor) {
        fates.awaitComplete(PATIENCE);
        var spans = log.spans(filter.topics(), filter.since(), filter.until());
        return new LetterScan(
                        log,
                        cursor.map(at -> at.rest(spans)).orElse(spans),
                        entry ->
                                Optional.of(read(entry))
                                        .filter(letter -> scope.includes(letter.tenantId()))
                                        .filter(letter -> filter.matches(letter, entry.value())))
                .page(limit);
    }

    /** A letter with what is in it. */
    public Optional<LetterDetail> get(LetterScope scope, LetterId id) {
        fates.awaitComplete(PATIENCE);
        return find(scope, id)
                .map(entry -> LetterContent.of(read(entry), entry, reader.event(entry)));
    }

    /**
     * Sends a letter on its way again: to its topic, or as a new task if it tells of a failed one.
     */
    public Redrive redrive(Caller caller, LetterId id) throws InterruptedException {
        fates.awaitComplete(PATIENCE);
        if (!busy.add(id)) {
            return new Redrive.Refused(BUSY);
        }
        try {
            return redriveAlone(caller, id);
        } finally {
            busy.remove(id);
        }
    }

    private Redrive redriveAlone(Caller caller, LetterId id) throws InterruptedException {
        Optional<ConsumerRecord<byte[], byte[]>> entry =
                find(LetterScope.of(caller.identity()), id);
        if (entry.isEmpty()) {
            return new Redrive.Unknown();
        }
        DeadLetter letter = read(entry.get());
        if (letter.fate().status() == LetterStatus.DROPPED) {
            return refuse(caller, letter, AuditAction.DEAD_LETTER_REDRIVE, "it was dropped");
        }
        if (entry.get().value() == null) {
            return refuse(caller, letter, AuditAction.DEAD_LETTER_REDRIVE, withoutValue(letter));
        }
        if (letter.isFailedTask()) {
            return switch (failedTasks.runAgain(entry.get(), id)) {
                case FailedTasks.Outcome.Running(String taskId) ->
                        done(caller, letter, new Fate(LetterStatus.REDRIVEN, taskId));
                case FailedTasks.Outcome.Lost(String reason) ->
                        refuse(caller, letter, AuditAction.DEAD_LETTER_REDRIVE, reason);
            };
        }
        if (letter.fate().status() == LetterStatus.REDRIVEN) {
            return new Redrive.Done(letter);
        }
        kafka.write(
                new ProducerRecord<>(
                        id.source().name(),
                        null,
                        entry.get().key(),
                        entry.get().value(),
                        original(entry.get().headers())));
        return done(caller, letter, new Fate(LetterStatus.REDRIVEN, null));
    }

    /** Marks a letter as one that nothing more is to be done about. */
    public Redrive drop(Caller caller, LetterId id) {
        fates.awaitComplete(PATIENCE);
        if (!busy.add(id)) {
            return new Redrive.Refused(BUSY);
        }
        try {
            return dropAlone(caller, id);
        } finally {
            busy.remove(id);
        }
    }

    private Redrive dropAlone(Caller caller, LetterId id) {
        Optional<DeadLetter> found = find(LetterScope.of(caller.identity()), id).map(this::read);
        if (found.isEmpty()) {
            return new Redrive.Unknown();
        }
        DeadLetter letter = found.get();
        return switch (letter.fate().status()) {
            case OPEN -> done(caller, letter, new Fate(LetterStatus.DROPPED, null));
            case DROPPED -> new Redrive.Done(letter);
            case REDRIVEN ->
                    refuse(caller, letter, AuditAction.DEAD_LETTER_DROP, "it was redriven");
        };
    }

    private Optional<ConsumerRecord<byte[], byte[]>> find(LetterScope scope, LetterId id) {
        return log.read(id.place(), id.offset())
                .filter(entry -> scope.includes(read(entry).tenantId()));
    }

    private DeadLetter read(ConsumerRecord<byte[], byte[]> entry) {
        return reader.read(
                entry, fates.of(new LetterId(entry.topic(), entry.partition(), entry.offset())));
    }

    private Redrive done(Caller caller, DeadLetter letter, Fate fate) {
        AuditAction action =
                fate.status() == LetterStatus.DROPPED
                        ? AuditAction.DEAD_LETTER_DROP
                        : AuditAction.DEAD_LETTER_REDRIVE;
        record(caller, letter, action, AuditOutcome.OK, Fates.details(fate));
        // The audit comes back over Kafka a moment later; who asks at once shall see it.
        fates.set(letter.id().toString(), fate);
        return new Redrive.Done(letter.with(fate));
    }

    private Redrive refuse(Caller caller, DeadLetter letter, AuditAction action, String reason) {
        record(caller, letter, action, AuditOutcome.REFUSED, Map.of());
        return new Redrive.Refused(reason);
    }

    /** Sent on, it would be an empty record, which is no work and perhaps a deletion. */
    private static String withoutValue(DeadLetter letter) {
        return "the letter has no value: the record was too large to be kept, or had none (it lay at offset %s of partition %s of %s)"
                .formatted(letter.sourceOffset(), letter.sourcePartition(), letter.sourceTopic());
    }

    private void record(
            Caller caller,
            DeadLetter letter,
            AuditAction action,
            AuditOutcome outcome,
            Map<String, String> details) {
        String tenant = letter.tenantId();
        audit.add(
                new AuditEntry(
                        caller,
                        tenant == null ? "" : tenant,
                        action,
                        letter.id().toString(),
                        outcome,
                        details));
    }

    private static Headers original(Headers headers) {
        Headers original = new RecordHeaders();
        for (Header header : headers) {
            if (!header.key().startsWith(REASON_PREFIX)) {
                original.add(header);
            }
        }
        return original;
    }
}
