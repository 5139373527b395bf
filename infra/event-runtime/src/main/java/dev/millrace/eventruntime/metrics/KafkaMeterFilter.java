package dev.millrace.eventruntime.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Set;

/**
 * Leaves out what Kafka's clients measure and nobody asks for: it multiplies with partitions,
 * stores, nodes and brokers, and would be most of what a service shows.
 */
public final class KafkaMeterFilter implements MeterFilter {

    private static final String KAFKA = "kafka.";

    /** Prometheus makes the rate itself, of the total that stands beside each. */
    private static final String RATE = ".rate";

    private static final List<String> LEFT_OUT =
            List.of(
                    // For each broker of each client, what the client has in sum.
                    ".node.request",
                    ".node.response",
                    ".node.incoming",
                    ".node.outgoing",
                    // Of authentication, failures are what counts.
                    "reauthentication",
                    "successful.authentication",
                    // For each partition, beside its lag.
                    "records.lead",
                    "records.lag.avg",
                    "preferred.read.replica",
                    // For each node of a topology and each partition.
                    "kafka.stream.processor.node.",
                    "kafka.stream.topic.");

    /** Dozens for each store and each partition. */
    private static final List<String> MOSTLY_LEFT_OUT =
            List.of("kafka.stream.state.", "kafka.stream.task.");

    /** Memory outside the heap, size on disk; what a restore has before it, what was dropped. */
    private static final Set<String> KEPT =
            Set.of(
                    "kafka.stream.state.block.cache.usage",
                    "kafka.stream.state.size.all.mem.tables",
                    "kafka.stream.state.total.sst.files.size",
                    "kafka.stream.state.estimate.num.keys",
                    "kafka.stream.task.restore.remaining.records.total",
                    "kafka.stream.task.dropped.records.total");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        return name.startsWith(KAFKA) && isLeftOut(name)
                ? MeterFilterReply.DENY
                : MeterFilterReply.NEUTRAL;
    }

    private static boolean isLeftOut(String name) {
        return name.endsWith(RATE)
                || (MOSTLY_LEFT_OUT.stream().anyMatch(name::startsWith) && !KEPT.contains(name))
                || LEFT_OUT.stream().anyMatch(name::contains);
    }
}
