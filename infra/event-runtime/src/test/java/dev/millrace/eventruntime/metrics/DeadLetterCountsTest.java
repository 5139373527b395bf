package dev.millrace.eventruntime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.DeadLetterHandler;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterCountsTest {

    private static final String TOPIC = Topics.STEPS_COMPLETED.name();
    private static final ConsumerRecord<byte[], byte[]> POISON =
            new ConsumerRecord<>(TOPIC, 0, 7, new byte[] {1}, new byte[] {2});

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void join() {
        new DeadLetterCounts().bindTo(registry);
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void leave() {
        Metrics.removeRegistry(registry);
        registry.close();
    }

    @Test
    void everyTopicIsSeenAtZeroBeforeItsFirstDeadLetter() {
        assertThat(Topics.all())
                .allSatisfy(
                        topic ->
                                assertThat(registry.scrape())
                                        .contains(
                                                line(
                                                        topic.name(),
                                                        "UndecodableRecordException",
                                                        0)));
    }

    @Test
    void aDeadLetterIsCountedWhereverItIsMade() {
        DeadLetters.of(POISON, new UndecodableRecordException("garbage"));
        DeadLetters.of(POISON, new IllegalStateException("no"));
        DeadLetters.of(POISON, new IllegalStateException("no, again"));

        assertThat(registry.scrape())
                .contains(line(TOPIC, "UndecodableRecordException", 1))
                .contains(line(TOPIC, "IllegalStateException", 2));
    }

    @Test
    void anInternalTopicIsCountedAsTheTopicThatItCameFrom() {
        DeadLetterHandler handler = new DeadLetterHandler();
        handler.configure(Map.of(DeadLetterHandler.INTERNAL_SOURCE, Topics.TASKS_ADMITTED.name()));

        handler.handleError(
                null,
                new ConsumerRecord<>("agents-chunking-pages", 0, 7, new byte[] {1}, new byte[] {2}),
                new UndecodableRecordException("garbage"));

        assertThat(registry.scrape())
                .contains(line(Topics.TASKS_ADMITTED.name(), "UndecodableRecordException", 1));
    }

    @Test
    void aReasonOfOurOwnIsCountedUnderItsName() {
        DeadLetterCounts.count(TOPIC, "http-500");
        DeadLetterCounts.count(TOPIC, "made up, with spaces");

        assertThat(registry.scrape())
                .contains(line(TOPIC, "http-500", 1))
                .contains(line(TOPIC, DeadLetterReasons.OTHER_FAILURE, 1));
    }

    private static String line(String topic, String reason, int count) {
        return "agent_dead_letters_total{reason=\"%s\",topic=\"%s\"} %d.0"
                .formatted(reason, topic, count);
    }
}
