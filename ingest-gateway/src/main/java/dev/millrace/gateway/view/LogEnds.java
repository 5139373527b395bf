package dev.millrace.gateway.view;

import dev.millrace.gateway.kafka.SharedQuestion;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker how far the events reach at present.
 *
 * <p>Askers share a {@link SharedQuestion}. Thread-safe.
 */
final class LogEnds {

    /**
     * A partition of the events at some time.
     *
     * @param needed its first offset that is not too old for the view; the end if all are
     * @param end where the next record goes, open transactions included: an event that was
     *     acknowledged may lie behind one
     * @param committed where the view continues after a restart; -1 if it never committed
     */
    record LogEnd(long needed, long end, long committed) {}

    private final SharedQuestion<Map<Integer, LogEnd>> question;

    /** Puts the question. */
    interface Source {
        CompletionStage<Map<Integer, LogEnd>> ask();
    }

    LogEnds(Source source) {
        this.question = new SharedQuestion<>(source::ask);
    }

    /** The ends by partition, as they are at some time after this call. */
    CompletableFuture<Map<Integer, LogEnd>> ask() {
        return question.ask();
    }

    /** Whether the broker answers within a time. */
    boolean areTold(Duration within) throws InterruptedException {
        try {
            ask().get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    /**
     * The broker as the one who answers.
     *
     * @param horizon how old a record may be for the view to need it
     */
    static Source of(Admin admin, String groupId, Duration horizon, Clock clock) {
        Map<TopicPartition, OffsetSpec> latest = partitions(OffsetSpec.latest());
        return () -> {
            long oldest = clock.instant().minus(horizon).toEpochMilli();
            var needed =
                    admin.listOffsets(partitions(OffsetSpec.forTimestamp(oldest)))
                            .all()
                            .toCompletionStage();
            var ends = admin.listOffsets(latest).all().toCompletionStage();
            var committed =
                    admin.listConsumerGroupOffsets(groupId)
                            .partitionsToOffsetAndMetadata()
                            .toCompletionStage();
            return needed.thenCombine(ends, Offsets::new).thenCombine(committed, LogEnds::combine);
        };
    }

    private record Offsets(
            Map<TopicPartition, ListOffsetsResultInfo> needed,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {}

    private static Map<Integer, LogEnd> combine(
            Offsets offsets, Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<Integer, LogEnd> result = new HashMap<>();
        offsets.ends()
                .forEach(
                        (partition, end) -> {
                            OffsetAndMetadata done = committed.get(partition);
                            result.put(
                                    partition.partition(),
                                    new LogEnd(
                                            needed(offsets.needed().get(partition), end),
                                            end.offset(),
                                            done == null ? -1 : done.offset()));
                        });
        return result;
    }

    private static long needed(@Nullable ListOffsetsResultInfo found, ListOffsetsResultInfo end) {
        // The broker answers with -1 when no record is as young as that.
        return found == null || found.offset() < 0 ? end.offset() : found.offset();
    }

    private static Map<TopicPartition, OffsetSpec> partitions(OffsetSpec spec) {
        return IntStream.range(0, Topics.TASKS_EVENTS.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.TASKS_EVENTS.name(), partition))
                .collect(Collectors.toMap(Function.identity(), _ -> spec));
    }
}
