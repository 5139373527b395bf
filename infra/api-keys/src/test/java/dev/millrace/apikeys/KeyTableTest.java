package dev.millrace.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ApiKeyRecorded;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final InstallationSecret secret =
            InstallationSecret.load("a secret that is long enough for us", Path.of("unused"));
    private final KeyTable table = new KeyTable(2);

    @Test
    void aKeyIsOpenUntilItExpires() {
        ApiKeyRecorded key = key(Duration.ofDays(1));

        assertThat(KeyState.of(key, NOW)).isEqualTo(KeyState.ACTIVE);
        assertThat(KeyState.of(key, NOW.plus(Duration.ofDays(1)))).isEqualTo(KeyState.EXPIRED);
    }

    @Test
    void aReplacedKeyIsOpenForItsGraceAndItsSuccessorLivesAsLong() {
        ApiKeyRecorded key = key(Duration.ofDays(1));
        Instant later = NOW.plus(Duration.ofHours(6));
        ApiKeyRecorded next =
                KeyRecords.successor(
                        ApiKey.generate(new SecureRandom()), key, secret, "olga", later);
        ApiKeyRecorded old =
                KeyRecords.replaced(key, next.getKeyId(), later.plus(Duration.ofHours(1)));

        assertThat(KeyState.of(old, later)).isEqualTo(KeyState.REPLACED);
        assertThat(KeyState.of(old, later.plus(Duration.ofHours(1)))).isEqualTo(KeyState.REVOKED);
        assertThat(next.getExpiresAt()).isEqualTo(later.plus(Duration.ofDays(1)));
        assertThat(next.getRoles()).isEqualTo(key.getRoles());
        assertThat(next.getDigest()).isNotEqualTo(key.getDigest());
    }

    @Test
    void anEndIsNotTakenBackByWhoHadNotHeardOfIt() {
        ApiKeyRecorded key = key(null);
        table.apply(key);
        table.apply(KeyRecords.revoked(key, NOW));

        ApiKeyRecorded merged =
                table.apply(KeyRecords.replaced(key, "another", NOW.plus(Duration.ofDays(1))));

        assertThat(KeyState.of(merged, NOW)).isEqualTo(KeyState.REVOKED);
        assertThat(merged.getReplacedBy()).isEqualTo("another");
        assertThat(table.find(key.getKeyId())).contains(merged);
    }

    @Test
    void aFullTableKeepsWhatItHasAndCountsTheRest() {
        ApiKeyRecorded first = key(null);
        table.apply(first);
        table.apply(key(null));
        ApiKeyRecorded third = key(null);
        table.apply(third);
        table.apply(KeyRecords.revoked(first, NOW));

        assertThat(table.isFull()).isTrue();
        assertThat(table.leftOut()).isEqualTo(1);
        assertThat(table.find(third.getKeyId())).isEmpty();
        assertThat(table.find(first.getKeyId()).orElseThrow().getRevokedAt()).isEqualTo(NOW);
    }

    @Test
    void everythingThatIsWrongWithAnOrderIsTold() {
        KeyOrder order =
                new KeyOrder("n\n", " ", "u".repeat(200), Set.of("a b"), Duration.ofDays(-1));

        assertThat(order.errors()).containsOnlyKeys("name", "tenant", "user", "roles", "expiresIn");
        assertThat(new KeyOrder("", "acme", "", Set.of("submitter"), null).errors()).isEmpty();
        assertThat(new KeyOrder("", "acme", "", Set.of(), null).errors()).containsOnlyKeys("roles");
    }

    private ApiKeyRecorded key(Duration expiresIn) {
        return KeyRecords.made(
                ApiKey.generate(new SecureRandom()),
                new KeyOrder("ci", "acme", "ann", Set.of("viewer", "submitter"), expiresIn),
                secret,
                "olga",
                NOW);
    }
}
