package dev.millrace.gateway.view;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/** The claims of idempotency keys: of each key the one that holds it. */
final class ClaimTopology {

    private final EventSerdes serdes;
    private final ClaimDecisions decisions;
    private final ViewListener listener;

    ClaimTopology(EventSerdes serdes, ClaimDecisions decisions, ViewListener listener) {
        this.serdes = serdes;
        this.decisions = decisions;
        this.listener = listener;
    }

    void build(StreamsBuilder builder) {
        builder.addStateStore(ClaimStore.claims());
        builder.stream(
                        Topics.IDEMPOTENCY_CLAIMED.name(),
                        Consumed.with(Serdes.String(), serdes.serde(Topics.IDEMPOTENCY_CLAIMED))
                                // Older ones hold nothing and were held up by nothing that does.
                                .withOffsetResetPolicy(
                                        AutoOffsetReset.byDuration(Claim.HOLDS.multipliedBy(2)))
                                // Streams numbers its tasks, and names their folders, in the order
                                // of these names: this one must come after that of the events.
                                .withName("idempotency-source"))
                .process(
                        () -> new ClaimProcessor(decisions, listener),
                        Named.as("decide-claim"),
                        ClaimStore.CLAIMS);
    }
}
