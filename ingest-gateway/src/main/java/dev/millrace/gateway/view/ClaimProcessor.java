package dev.millrace.gateway.view;

import dev.millrace.IdempotencyClaimed;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Decides, in the order of the log, which claim holds a key; the rule is the store's. */
final class ClaimProcessor extends ContextualProcessor<String, IdempotencyClaimed, Void, Void> {

    static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

    private final ClaimDecisions decisions;
    private final ViewListener listener;
    private ClaimStore store;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    ClaimProcessor(ClaimDecisions decisions, ViewListener listener) {
        this.decisions = decisions;
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        store = new ClaimStore(context);
        context.schedule(SWEEP_INTERVAL, PunctuationType.WALL_CLOCK_TIME, _ -> store.sweep());
    }

    @Override
    public void process(Record<String, IdempotencyClaimed> entry) {
        IdempotencyClaimed value = entry.value();
        if (entry.key() == null || value == null) {
            listener.dropped(entry.key() == null ? ViewDrop.NO_KEY : ViewDrop.TOMBSTONE);
            return;
        }
        Claim claim = new Claim(value.getTaskId(), value.getRequestHash(), value.getAt());
        Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
        decisions.decided(claim.taskId(), store.take(entry.key(), claim, now));
    }
}
