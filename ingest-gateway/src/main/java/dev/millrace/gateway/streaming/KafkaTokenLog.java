package dev.millrace.gateway.streaming;

import dev.millrace.gateway.kafka.SharedQuestion;
import dev.millrace.gateway.view.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/** The words of all tasks: the last ones from memory, older ones from Kafka. Thread-safe. */
final class KafkaTokenLog implements TokenLog {

    private final List<PartitionTokens> memory;
    private final TokenScan scan;
    private final SharedQuestion<Map<Integer, Long>> horizons;

    /**
     * @param memory one for each partition
     * @param horizons where the next record goes, by partition
     */
    KafkaTokenLog(
            List<PartitionTokens> memory,
            TokenScan scan,
            SharedQuestion<Map<Integer, Long>> horizons) {
        this.memory = memory;
        this.scan = scan;
        this.horizons = horizons;
    }

    @Override
    public Opened open(String taskId, Instant since, Signal signal) throws InterruptedException {
        int partition = partition(taskId);
        PartitionTokens tokens = memory.get(partition);
        PartitionTokens.Begin begin = tokens.open(taskId, since.toEpochMilli(), signal);
        if (begin == null) {
            return new Opened.Unavailable("the words of the models are not read yet");
        }
        TaskTokensReader reader =
                new TaskTokensReader(begin, tokens, partition, scan, horizons, signal);
        boolean opened = false;
        try {
            // Reads what is not in memory now, so that whoever must come again is told so.
            reader.peek();
            opened = true;
            return new Opened.Reading(reader);
        } catch (StreamClosedException e) {
            return new Opened.Unavailable(String.valueOf(e.getMessage()));
        } finally {
            if (!opened) {
                reader.close();
            }
        }
    }

    /** Where Kafka's own clients put the records of a task. */
    private int partition(String taskId) {
        byte[] key = taskId.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % memory.size();
    }

    /** What the words in memory take, about. */
    long bytes() {
        return memory.stream().mapToLong(PartitionTokens::bytes).sum();
    }
}
