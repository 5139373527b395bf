package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.IdempotencyClaimed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.gateway.events.RecordWriter;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaClaimsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Claim MINE = new Claim("mine", "hash", NOW);
    private static final Claim EARLIER = new Claim("earlier", "hash", NOW.minusSeconds(60));

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final ClaimDecisions decisions = new ClaimDecisions();
    private final Map<String, Claim> table = new HashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();

    @Test
    void aClaimIsWrittenAndThenDecidedByWhatWasReadBefore() throws Exception {
        Claims claims =
                claims(
                        entry -> {
                            written.add(entry);
                            decisions.decided("mine", EARLIER);
                        });

        assertThat(claims.claim("key", "tenant", MINE)).isEqualTo(new Claims.Outcome.Held(EARLIER));
        IdempotencyClaimed event =
                serdes.deserializer(Topics.IDEMPOTENCY_CLAIMED)
                        .deserialize(Topics.IDEMPOTENCY_CLAIMED.name(), written.getFirst().value());
        assertThat(event.getTaskId()).isEqualTo("mine");
        assertThat(event.getTenantId()).isEqualTo("tenant");
        assertThat(event.getRequestHash()).isEqualTo("hash");
        assertThat(event.getAt()).isEqualTo(NOW);
        assertThat(new String(written.getFirst().key(), StandardCharsets.UTF_8)).isEqualTo("key");
    }

    @Test
    void aClaimThatIsNotReadInTimeIsUndecided() throws Exception {
        assertThat(claims(written::add).claim("key", "tenant", MINE))
                .isEqualTo(new Claims.Outcome.Undecided());
    }

    @Test
    @Timeout(20)
    void aClaimIsNotWaitedForWhileKafkaIsAway() throws Exception {
        Claims claims = claims(written::add, () -> false, Duration.ofMinutes(1));

        assertThat(claims.claim("key", "tenant", MINE)).isEqualTo(new Claims.Outcome.Undecided());
    }

    @Test
    void aClaimIsWaitedForAsLongAsKafkaAnswers() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        Claims claims =
                claims(
                        written::add,
                        () -> {
                            if (questions.incrementAndGet() == 3) {
                                decisions.decided("mine", MINE);
                            }
                            return true;
                        },
                        Duration.ofMinutes(1));

        assertThat(claims.claim("key", "tenant", MINE)).isEqualTo(new Claims.Outcome.Held(MINE));
    }

    @Test
    void aClaimThatKafkaDoesNotTakeIsAFailure() {
        Claims claims =
                claims(
                        _ -> {
                            throw new NotAcknowledgedException("away", null);
                        });

        assertThatThrownBy(() -> claims.claim("key", "tenant", MINE))
                .isInstanceOf(NotAcknowledgedException.class);
    }

    @Test
    void aHolderIsOneForADay() {
        table.put("key", EARLIER);
        Claims claims = claims(written::add);

        assertThat(claims.holder("key", NOW)).contains(EARLIER);
        assertThat(claims.holder("another", NOW)).isEmpty();
        assertThat(claims.holder("key", EARLIER.at().plus(Claim.HOLDS).minusMillis(1)))
                .contains(EARLIER);
        assertThat(claims.holder("key", EARLIER.at().plus(Claim.HOLDS))).isEmpty();
    }

    private Claims claims(RecordWriter kafka) {
        return claims(kafka, () -> true, Duration.ofMillis(100));
    }

    private Claims claims(RecordWriter kafka, KafkaReach reach, Duration patience) {
        return new KafkaClaims(
                key -> Optional.ofNullable(table.get(key)),
                decisions,
                kafka,
                new EventRecords(serdes),
                reach,
                patience);
    }
}
