package dev.millrace.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.LimitConsumed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ConsumptionTellerTest {

    private static final int USERS = 10;

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final Consumption consumption = new Consumption();
    private final Counter untold = new SimpleMeterRegistry().counter("untold");
    private final List<LimitConsumed> told = new CopyOnWriteArrayList<>();

    @Test
    void aShareThatCannotBeToldKeepsNoneOfTheOthersBack() {
        IntStream.range(0, USERS).forEach(i -> consumption.add("tenant", "user-" + i, 1, 5));
        try (ConsumptionTeller teller =
                new ConsumptionTeller(
                        "one",
                        consumption,
                        this::tellAllButOne,
                        new EventRecords(serdes),
                        Clock.systemUTC(),
                        Duration.ofMillis(1),
                        untold)) {
            teller.start();

            await().until(() -> told.size() == USERS - 1);
            await().until(() -> untold.count() == 1);
        }
        assertThat(told).noneMatch(share -> share.getUserId().equals("user-3"));
    }

    private void tellAllButOne(ProducerRecord<byte[], byte[]> entry) {
        LimitConsumed share =
                serdes.deserializer(Topics.LIMITS_CONSUMED)
                        .deserialize(Topics.LIMITS_CONSUMED.name(), entry.value());
        if (share.getUserId().equals("user-3")) {
            throw new IllegalStateException("too much waits already");
        }
        told.add(share);
    }
}
