package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import dev.millrace.schemas.Topics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class StreamsHealthIndicatorTest {

    private static final String BEHIND = "eventsBehind";

    private final ViewProgress progress = new ViewProgress();
    private CompletableFuture<Map<Integer, LogEnd>> ends = ends(10);
    private State state = State.RUNNING;

    private final StreamsHealthIndicator indicator =
            new StreamsHealthIndicator(() -> state, new CatchUp(new LogEnds(() -> ends), progress));

    @Test
    void aNewInstanceIsNotReadyBeforeItHasReadWhatWasThere() {
        assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health().getDetails()).containsEntry(BEHIND, 10L);

        commit(9);
        assertThat(health().getDetails()).containsEntry(BEHIND, 1L);

        commit(10);
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).containsEntry(BEHIND, 0L);
    }

    @Test
    void whatComesMeanwhileDoesNotKeepItFromBeingReady() {
        assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        ends = ends(1_000);

        commit(10);

        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void storesThatAreRestoredAreWaitedFor() {
        commit(10);
        state = State.REBALANCING;
        assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

        state = State.RUNNING;
        assertThat(health().getStatus()).isEqualTo(Status.UP);

        state = State.REBALANCING;
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsAskedAgain() {
        commit(10);
        ends = CompletableFuture.failedFuture(new IllegalStateException("away"));
        assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health().getDetails()).doesNotContainKey(BEHIND);

        ends = ends(10);

        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aViewThatStoppedIsDown() {
        state = State.ERROR;

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails()).containsEntry("state", "ERROR");
    }

    private Health health() {
        return indicator.health(true);
    }

    private static CompletableFuture<Map<Integer, LogEnd>> ends(long end) {
        return CompletableFuture.completedFuture(Map.of(0, new LogEnd(0, end, -1)));
    }

    private void commit(long offset) {
        progress.committed(
                Map.of(
                        new TopicPartition(Topics.TASKS_EVENTS.name(), 0),
                        new OffsetAndMetadata(offset)));
    }
}
