package dev.millrace.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.ApiKey;
import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.KeyOrder;
import dev.millrace.apikeys.KeyRecords;
import dev.millrace.apikeys.KeyState;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.gateway.events.NotAcknowledgedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyRepairsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final InstallationSecret secret =
            InstallationSecret.load("a secret that is long enough for us", Path.of("unused"));
    private final List<ApiKeyRecorded> written = new ArrayList<>();
    private boolean away;
    private final KeyRepairs repairs = new KeyRepairs(new KeyTable(10), this::write);

    private final ApiKeyRecorded made =
            KeyRecords.made(
                    ApiKey.generate(new SecureRandom()),
                    new KeyOrder("ci", "acme", "", Set.of("viewer"), null),
                    secret,
                    "olga",
                    NOW);
    private final ApiKeyRecorded revoked = KeyRecords.revoked(made, NOW.plusSeconds(1));
    private final ApiKeyRecorded crossing =
            KeyRecords.replaced(made, "another", NOW.plusSeconds(3_600));

    @Test
    void aRevocationThatAnotherOrderCrossedGetsIntoTheLastRecord() {
        readAll(made, revoked, crossing);

        repairs.repair();

        assertThat(written).hasSize(1);
        assertThat(compacted()).isEqualTo(KeyState.REVOKED);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        readAll(made, revoked, crossing);
        away = true;
        assertThatThrownBy(repairs::repair).isInstanceOf(NotAcknowledgedException.class);
        away = false;

        repairs.repair();

        assertThat(compacted()).isEqualTo(KeyState.REVOKED);
    }

    @Test
    void whatIsRightIsLeftAlone() {
        readAll(made, revoked);
        readAll(crossing, KeyRecords.merged(revoked, crossing));

        repairs.repair();

        assertThat(written).isEmpty();
    }

    @Test
    void whatWasWrittenIsNotWrittenAgain() {
        readAll(made, revoked, crossing);
        repairs.repair();
        readAll(written.getFirst());

        repairs.repair();

        assertThat(written).hasSize(1);
    }

    /** What somebody knows who finds the last record alone. */
    private KeyState compacted() {
        return KeyState.of(new KeyTable(1).apply(written.getLast()), NOW.plusSeconds(2));
    }

    private void readAll(ApiKeyRecorded... records) {
        List.of(records).forEach(repairs::take);
    }

    private void write(ApiKeyRecorded key) {
        if (away) {
            throw new NotAcknowledgedException("away", null);
        }
        written.add(key);
    }
}
