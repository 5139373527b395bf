package dev.millrace.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.KeyOrder;
import dev.millrace.apikeys.KeyState;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.gateway.http.FakeAudit;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.identity.IdentitySettings;
import dev.millrace.gateway.identity.IdentitySource;
import dev.millrace.gateway.identity.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class KeyDeskTest {

    private static final IdentitySettings SETTINGS =
            new IdentitySettings("", "ops", "a secret that is long enough", Path.of("x"), 4);
    private static final Caller ADMIN = caller("acme", false);
    private static final Caller OTHER = caller("other", false);
    private static final Caller OPERATOR = caller("ops", true);

    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private final Clock clock =
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            };
    private final List<ApiKeyRecorded> written = new ArrayList<>();
    private final FakeAudit audit = new FakeAudit();
    private final KeyTable table = new KeyTable(SETTINGS.mostKeys());
    private final Secret secret = new Secret(settings("a secret that is long enough for us"));
    private final RecordedKeys keys = new RecordedKeys(table, secret, SETTINGS, clock);
    private final KeyDesk desk = new KeyDesk(table, keys, secret, written::add, audit, clock);

    @BeforeEach
    void readToTheEnd() {
        keys.markComplete();
    }

    @Test
    void aKeyOpensWhatItsOrderSaysAndIsNotKept() {
        KeyChange.Made made = make(ADMIN, "acme", Duration.ofDays(1));

        assertThat(keys.check(made.text()))
                .contains(
                        new Verdict.Known(
                                new Identity(
                                        "acme", "ann", Set.of("viewer"), false, made.key().id())));
        assertThat(written.toString()).doesNotContain(made.text());
        assertThat(made.toString()).doesNotContain(made.text());
        AuditEntry entry = audit.entries().getFirst();
        assertThat(entry.action()).isEqualTo(AuditAction.KEY_CREATE);
        assertThat(entry.target()).isEqualTo(made.key().id());
        assertThat(entry.tenantId()).isEqualTo("acme");
        assertThat(entry.details().toString()).doesNotContain(made.text());
        assertThat(keys.presence()).isEqualTo(IdentitySource.Presence.SOME);
    }

    @Test
    void aKeyWithAnotherSecretPartOpensNothing() {
        KeyChange.Made made = make(ADMIN, "acme", null);
        String text = made.text();
        char last = text.charAt(text.length() - 1);
        String other = text.substring(0, text.length() - 1) + (last == 'a' ? 'b' : 'a');

        assertThat(keys.check(other)).contains(new Verdict.Unknown("The key is not known."));
        assertThat(keys.check("anything else")).isEmpty();
    }

    @Test
    void anExpiredOrRevokedKeyOpensNothing() {
        KeyChange.Made expires = make(ADMIN, "acme", Duration.ofDays(1));
        KeyChange.Made revoked = make(ADMIN, "acme", null);
        assertThat(desk.revoke(ADMIN, revoked.key().id())).isInstanceOf(KeyChange.Revoked.class);
        assertThat(desk.revoke(ADMIN, revoked.key().id())).isInstanceOf(KeyChange.Revoked.class);
        now = now.plus(Duration.ofDays(1));

        assertThat(keys.check(expires.text()))
                .contains(new Verdict.Unknown("The key has expired."));
        assertThat(keys.check(revoked.text()))
                .contains(new Verdict.Unknown("The key was revoked."));
        assertThat(written).hasSize(3);
    }

    @Test
    void aReplacedKeyGoesOnForItsGrace() {
        KeyChange.Made old = make(ADMIN, "acme", null);
        KeyChange.Made next =
                (KeyChange.Made) desk.rotate(ADMIN, old.key().id(), Duration.ofHours(1));

        assertThat(keys.check(old.text()).orElseThrow()).isInstanceOf(Verdict.Known.class);
        assertThat(keys.check(next.text()).orElseThrow()).isInstanceOf(Verdict.Known.class);
        assertThat(desk.rotate(ADMIN, old.key().id(), Duration.ZERO))
                .isEqualTo(new KeyChange.Refused("The key is replaced already"));
        now = now.plus(Duration.ofHours(1));
        assertThat(keys.check(old.text()).orElseThrow()).isInstanceOf(Verdict.Unknown.class);
        assertThat(keys.check(next.text()).orElseThrow()).isInstanceOf(Verdict.Known.class);
        assertThat(audit.entries().getLast().details()).containsEntry("newKeyId", next.key().id());
    }

    @Test
    void othersKeysAreNotThere() {
        KeyChange.Made made = make(ADMIN, "acme", null);
        String id = made.key().id();

        assertThat(desk.list(OTHER.identity())).isEmpty();
        assertThat(desk.revoke(OTHER, id)).isEqualTo(new KeyChange.Unknown());
        assertThat(desk.rotate(OTHER, id, Duration.ZERO)).isEqualTo(new KeyChange.Unknown());
        assertThat(desk.list(OPERATOR.identity())).extracting(StoredKey::id).containsExactly(id);
        assertThat(desk.list(ADMIN.identity()).getFirst().state()).isEqualTo(KeyState.ACTIVE);
        assertThat(KeyDesk.mayDealWith(OTHER.identity(), "acme")).isFalse();
        assertThat(KeyDesk.mayDealWith(OPERATOR.identity(), "acme")).isTrue();
    }

    @Test
    void moreKeysThanThereMayBeAreNotMade() {
        for (int i = 0; i < SETTINGS.mostKeys(); i++) {
            make(ADMIN, "acme", null);
        }

        assertThat(desk.create(ADMIN, order("acme", null))).isInstanceOf(KeyChange.Refused.class);
        assertThat(desk.revoke(ADMIN, desk.list(ADMIN.identity()).getFirst().id()))
                .isInstanceOf(KeyChange.Revoked.class);
    }

    @Test
    void nothingIsToldOrChangedBeforeAllKeysAreKnown() {
        KeyChange.Made made = make(ADMIN, "acme", null);
        RecordedKeys starting = new RecordedKeys(table, secret, SETTINGS, clock);
        KeyDesk early = new KeyDesk(table, starting, secret, written::add, audit, clock);

        assertThat(starting.check(made.text()).orElseThrow())
                .isInstanceOf(Verdict.Unavailable.class);
        assertThat(early.create(ADMIN, order("acme", null)))
                .isInstanceOf(KeyChange.Unavailable.class);
        assertThat(new RecordedKeys(new KeyTable(1), secret, SETTINGS, clock).presence())
                .isEqualTo(IdentitySource.Presence.NOT_KNOWN_YET);
    }

    @Test
    void nothingIsChangedThatCannotBeWrittenDown() {
        KeyChange.Made made = make(ADMIN, "acme", null);
        audit.setAway(true);

        assertThatThrownBy(() -> make(ADMIN, "acme", null))
                .isInstanceOf(NotAcknowledgedException.class);
        assertThatThrownBy(() -> desk.rotate(ADMIN, made.key().id(), Duration.ZERO))
                .isInstanceOf(NotAcknowledgedException.class);
        assertThatThrownBy(() -> desk.revoke(ADMIN, made.key().id()))
                .isInstanceOf(NotAcknowledgedException.class);

        assertThat(written).hasSize(1);
        assertThat(desk.list(ADMIN.identity())).containsExactly(made.key());
    }

    @Test
    void aChangeThatFailsIsWrittenDownAsSuch() {
        KeyDesk stuck =
                new KeyDesk(
                        table,
                        keys,
                        secret,
                        _ -> {
                            throw new NotAcknowledgedException("away", null);
                        },
                        audit,
                        clock);

        assertThatThrownBy(() -> stuck.create(ADMIN, order("acme", null)))
                .isInstanceOf(NotAcknowledgedException.class);

        assertThat(audit.entries()).hasSize(1);
        AuditEntry note = audit.notes().getFirst();
        assertThat(note.outcome()).isEqualTo(AuditOutcome.FAILED);
        assertThat(note.target()).isEqualTo(audit.entries().getFirst().target());
    }

    @Test
    void aRepeatedRevocationIsWrittenDownToo() {
        KeyChange.Made made = make(ADMIN, "acme", null);
        desk.revoke(ADMIN, made.key().id());

        desk.revoke(OPERATOR, made.key().id());

        AuditEntry note = audit.notes().getFirst();
        assertThat(note.action()).isEqualTo(AuditAction.KEY_REVOKE);
        assertThat(note.caller()).isEqualTo(OPERATOR);
    }

    @Test
    void ofRotationsAtTheSameTimeOneIsCarriedOut() {
        KeyChange.Made made = make(ADMIN, "acme", null);
        String id = made.key().id();
        List<KeyChange> during = new ArrayList<>();
        AtomicReference<KeyDesk> busy = new AtomicReference<>();
        busy.set(
                new KeyDesk(
                        table,
                        keys,
                        secret,
                        key -> {
                            if (during.isEmpty()) {
                                during.add(busy.get().rotate(OPERATOR, id, Duration.ZERO));
                            }
                            written.add(key);
                        },
                        audit,
                        clock));

        assertThat(busy.get().rotate(ADMIN, id, Duration.ofHours(1)))
                .isInstanceOf(KeyChange.Made.class);

        assertThat(during.getFirst()).isInstanceOf(KeyChange.Refused.class);
        assertThat(desk.list(ADMIN.identity())).hasSize(2);
    }

    @Test
    void theFirstKeyMakesTheSecret(@TempDir Path folder) {
        Secret none = new Secret(settings("", folder.resolve("secrets/keys")));
        RecordedKeys first = complete(new RecordedKeys(table, none, SETTINGS, clock));
        KeyDesk fresh = new KeyDesk(table, first, none, written::add, audit, clock);
        assertThat(health(first)).isEqualTo(Status.UP);
        assertThat(folder.resolve("secrets")).doesNotExist();

        KeyChange.Made made = (KeyChange.Made) fresh.create(ADMIN, order("acme", null));

        assertThat(first.check(made.text()).orElseThrow()).isInstanceOf(Verdict.Known.class);
        assertThat(folder.resolve("secrets/keys")).exists();
        assertThat(health(first)).isEqualTo(Status.UP);
    }

    @Test
    void whereThereAreKeysASecretThatIsMissingIsNotReplaced(@TempDir Path folder) throws Exception {
        KeyChange.Made made = make(ADMIN, "acme", null);
        Path file = folder.resolve("keys");
        Secret none = new Secret(settings("", file));
        RecordedKeys lost = complete(new RecordedKeys(table, none, SETTINGS, clock));
        KeyDesk stuck = new KeyDesk(table, lost, none, written::add, audit, clock);

        assertThat(lost.check(made.text()).orElseThrow()).isInstanceOf(Verdict.Unavailable.class);
        assertThat(stuck.create(ADMIN, order("acme", null)))
                .isInstanceOf(KeyChange.Unavailable.class);
        assertThat(stuck.rotate(ADMIN, made.key().id(), Duration.ZERO))
                .isInstanceOf(KeyChange.Unavailable.class);
        assertThat(health(lost)).isEqualTo(Status.DOWN);
        assertThat(file).doesNotExist();
        assertThat(written).hasSize(1);

        Files.writeString(file, "a secret that is long enough for us");
        assertThat(lost.check(made.text()).orElseThrow()).isInstanceOf(Verdict.Known.class);
        assertThat(health(lost)).isEqualTo(Status.UP);
    }

    @Test
    void aSecretThatCannotBeMadeIsToldAndMakesNoKey(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("a-file")).resolve("keys");
        Secret none = new Secret(settings("", file));
        RecordedKeys first = complete(new RecordedKeys(table, none, SETTINGS, clock));

        assertThat(
                        new KeyDesk(table, first, none, written::add, audit, clock)
                                .create(ADMIN, order("acme", null)))
                .isInstanceOf(KeyChange.Unavailable.class);
        assertThat(written).isEmpty();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anotherSecretThanThatOfTheKeysIsSuspectedInTheLog(CapturedOutput output) {
        KeyChange.Made made = make(ADMIN, "acme", null);
        Secret another = new Secret(settings("another secret that is long enough"));
        RecordedKeys odd = complete(new RecordedKeys(table, another, SETTINGS, clock));
        assertThat(keys.check(made.text()).orElseThrow()).isInstanceOf(Verdict.Known.class);
        assertThat(output.getAll()).doesNotContain("does not fit");

        assertThat(odd.check(made.text()).orElseThrow()).isInstanceOf(Verdict.Unknown.class);

        assertThat(output.getAll())
                .contains(made.key().id() + " does not fit its digest")
                .doesNotContain(made.text());
    }

    private static RecordedKeys complete(RecordedKeys keys) {
        keys.markComplete();
        return keys;
    }

    private Status health(RecordedKeys keys) {
        return new KeyHealthIndicator(table, keys, () -> true).health().getStatus();
    }

    @Test
    void aSecretThatIsTooShortStopsTheStart() {
        assertThatThrownBy(() -> new Secret(settings("short")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static IdentitySettings settings(String secret) {
        return settings(secret, Path.of("unused"));
    }

    private static IdentitySettings settings(String secret, Path file) {
        return new IdentitySettings("", "ops", secret, file, 4);
    }

    private KeyChange.Made make(Caller caller, String tenant, Duration expiresIn) {
        return (KeyChange.Made) desk.create(caller, order(tenant, expiresIn));
    }

    private static KeyOrder order(String tenant, Duration expiresIn) {
        return new KeyOrder("ci", tenant, "ann", Set.of("viewer"), expiresIn);
    }

    private static Caller caller(String tenant, boolean everyTenant) {
        return new Caller(
                new Identity(tenant, "olga", Set.of("admin"), everyTenant, ""),
                "192.0.2.1",
                "request");
    }
}
