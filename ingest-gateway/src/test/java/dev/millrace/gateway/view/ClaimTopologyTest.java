package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.IdempotencyClaimed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTopologyTest {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final String KEY = "a-key";

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final ClaimDecisions decisions = new ClaimDecisions();
    private final List<ViewDrop> dropped = new ArrayList<>();

    @TempDir Path folder;
    private TopologyTestDriver driver;
    private TestInputTopic<String, IdempotencyClaimed> claims;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.putAll(
                ViewConfiguration.properties(
                        new KafkaConnection("127.0.0.1:1", Map.of()),
                        new ViewSettings(
                                folder,
                                Duration.ofDays(7),
                                "1",
                                Duration.ofSeconds(10),
                                1,
                                Map.of()),
                        new ViewProgress()));
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        new ClaimTopology(serdes, decisions, new Drops()).build(builder);
        driver = new TopologyTestDriver(builder.build(), properties, START.plus(DAY));
        claims =
                driver.createInputTopic(
                        Topics.IDEMPOTENCY_CLAIMED.name(),
                        new StringSerializer(),
                        serdes.serializer(Topics.IDEMPOTENCY_CLAIMED));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void theFirstClaimInTheLogHoldsTheKey() {
        assertThat(claim("first", START)).isEqualTo("first");
        assertThat(claim("second", START)).isEqualTo("first");
        assertThat(claim("earlier-by-its-clock", START.minusSeconds(1))).isEqualTo("first");
        assertThat(holder()).contains("first");
    }

    @Test
    void aClaimThatIsReadAgainKeepsItsKey() {
        assertThat(claim("first", START)).isEqualTo("first");
        assertThat(claim("first", START)).isEqualTo("first");
    }

    @Test
    void aClaimHoldsFor24HoursByTheClaimsOwnTimes() {
        claim("first", START);

        assertThat(claim("second", START.plus(DAY).minusMillis(1))).isEqualTo("first");
        assertThat(claim("third", START.plus(DAY))).isEqualTo("third");
        assertThat(claim("late", START.plus(DAY).minusMillis(1))).isEqualTo("third");
        assertThat(claim("fourth", START.plus(DAY.multipliedBy(2)))).isEqualTo("fourth");
    }

    @Test
    void keysAreApart() {
        claim("first", START);

        assertThat(claim("another-key", "second", START)).isEqualTo("second");
    }

    @Test
    void oldClaimsAreForgottenOnceTheClaimsAreThatFar() {
        claim("first", START);
        claim("another-key", "second", START.plusSeconds(7_200));
        sweep();
        assertThat(holder()).contains("first");

        driver.advanceWallClockTime(DAY.multipliedBy(3));
        assertThat(holder()).as("time alone changes nothing").contains("first");

        claim("third-key", "third", START.plus(DAY).plusSeconds(3_600));
        sweep();
        assertThat(holder()).isEmpty();
        assertThat(holder("another-key")).contains("second");
        assertThat(holder("third-key")).contains("third");
    }

    @Test
    void aClockThatIsAheadMakesNobodyForgetClaims() {
        claim("first", START);
        claim("another-key", "ahead", START.plus(DAY.multipliedBy(100)));
        sweep();

        assertThat(holder()).contains("first");
    }

    @Test
    void allOldClaimsAreForgottenHoweverManyThereAre() {
        int many = ClaimStore.MAX_SWEPT_AT_ONCE + 10;
        for (int i = 0; i < many; i++) {
            claims.pipeInput("key-" + i, event("task-" + i, START));
        }
        driver.advanceWallClockTime(DAY.multipliedBy(2));
        claim("new", START.plus(DAY.multipliedBy(2)));

        for (int i = 0; i < 4; i++) {
            sweep();
        }

        assertThat(driver.getKeyValueStore(ClaimStore.CLAIMS).approximateNumEntries()).isOne();
    }

    @Test
    void tombstonesAndRecordsWithoutKeyAreCountedAndPassedOver() {
        claims.pipeInput(KEY, null);
        claims.pipeInput(null, event("first", START));

        assertThat(dropped).containsExactly(ViewDrop.TOMBSTONE, ViewDrop.NO_KEY);
    }

    @Test
    void nobodyIsToldOfClaimsOfOthers() {
        CompletableFuture<Claim> mine = decisions.await("mine");
        claim("of-another-instance", START);

        assertThat(mine).isNotDone();
    }

    private String claim(String task, Instant at) {
        return claim(KEY, task, at);
    }

    private String claim(String key, String task, Instant at) {
        CompletableFuture<Claim> decided = decisions.await(task);
        claims.pipeInput(key, event(task, at));
        decisions.forget(task);
        return decided.join().taskId();
    }

    private static IdempotencyClaimed event(String task, Instant at) {
        return IdempotencyClaimed.newBuilder()
                .setTenantId("tenant")
                .setTaskId(task)
                .setRequestHash("hash")
                .setAt(at)
                .build();
    }

    private Optional<String> holder() {
        return holder(KEY);
    }

    private Optional<String> holder(String key) {
        byte[] bytes = driver.<String, byte[]>getKeyValueStore(ClaimStore.CLAIMS).get(key);
        return Optional.ofNullable(bytes).map(ClaimSerde::fromBytes).map(Claim::taskId);
    }

    private void sweep() {
        driver.advanceWallClockTime(ClaimProcessor.SWEEP_INTERVAL);
    }

    private final class Drops implements ViewListener {

        @Override
        public void changed(String taskId) {}

        @Override
        public void dropped(ViewDrop reason) {
            dropped.add(reason);
        }

        @Override
        public void expired(int tasks) {}
    }
}
