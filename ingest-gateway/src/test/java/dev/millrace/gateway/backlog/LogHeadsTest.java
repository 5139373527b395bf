package dev.millrace.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.backlog.BacklogSource.Head;
import dev.millrace.gateway.backlog.BacklogSource.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LogHeadsTest {

    private static final Place FIRST = Lane.ADMITTED.places().get(0);
    private static final Place SECOND = Lane.ADMITTED.places().get(1);
    private static final Place FIRST_OF_OTHERS = Lane.DOCUMENTS.places().get(0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void eachLaneHasTheFirstRecordFromItsOwnOffset() {
        consumer.schedulePollTask(() -> add(FIRST, 3, 4, 7, 8));
        consumer.schedulePollTask(() -> add(SECOND, 20));
        consumer.schedulePollTask(() -> add(FIRST, 7, 8));

        List<Head> heads =
                new LogHeads(() -> consumer)
                        .find(
                                List.of(
                                        new Question(FIRST, 3, 9),
                                        new Question(SECOND, 18, 21),
                                        new Question(FIRST_OF_OTHERS, 5, 9)));

        assertThat(heads)
                .containsExactlyInAnyOrder(
                        new Head(FIRST, 3, 3, Instant.ofEpochMilli(3_000)),
                        new Head(SECOND, 18, 20, Instant.ofEpochMilli(20_000)),
                        new Head(FIRST_OF_OTHERS, 5, 7, Instant.ofEpochMilli(7_000)));
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void whereNothingIsAnsweredInTimeNothingIsSaid() {
        assertThat(new LogHeads(() -> consumer).find(List.of(new Question(FIRST, 3, 9)))).isEmpty();
    }

    private void add(Place place, long... offsets) {
        for (long offset : offsets) {
            if (consumer.assignment().contains(LogHeads.partition(place))) {
                consumer.addRecord(
                        new ConsumerRecord<>(
                                place.topic(),
                                place.partition(),
                                offset,
                                offset * 1_000,
                                TimestampType.CREATE_TIME,
                                0,
                                0,
                                new byte[0],
                                new byte[0],
                                new RecordHeaders(),
                                Optional.empty()));
            }
        }
    }
}
