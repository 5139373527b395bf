package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.ApiKey;
import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.KeyOrder;
import dev.millrace.apikeys.KeyRecords;
import dev.millrace.apikeys.KeyState;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.identity.Identity;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes, shows, replaces and revokes API keys: an admin those of the own tenant, one who runs the
 * installation all. Thread-safe.
 */
public final class KeyDesk {

    private static final KeyChange NOT_YET =
            new KeyChange.Unavailable("The keys are not read to the end yet");
    private static final KeyChange FULL =
            new KeyChange.Refused("There are as many keys as there may be");

    private static final KeyChange BUSY =
            new KeyChange.Refused("The key is being replaced at this moment");
    private static final KeyChange NO_SECRET =
            new KeyChange.Unavailable(
                    "The gateway has not the secret of the API keys, see its log");

    private final KeyTable table;
    private final RecordedKeys keys;
    private final Secret secret;
    private final KeyLog log;
    private final AuditTrail audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** A key that is replaced twice at once would have two successors. */
    private final Set<String> rotating = ConcurrentHashMap.newKeySet();

    KeyDesk(
            KeyTable table,
            RecordedKeys keys,
            Secret secret,
            KeyLog log,
            AuditTrail audit,
            Clock clock) {
        this.table = table;
        this.keys = keys;
        this.secret = secret;
        this.log = log;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether somebody may deal with keys of a tenant. */
    public static boolean mayDealWith(Identity identity, String tenant) {
        return identity.everyTenant() || identity.tenantId().equals(tenant);
    }

    /** Makes a key; its order is right, and the caller may deal with its tenant. */
    public KeyChange create(Caller caller, KeyOrder order) {
        Optional<KeyChange> obstacle = obstacle(true);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        return secretForNewKey().map(known -> create(caller, order, known)).orElse(NO_SECRET);
    }

    private KeyChange create(Caller caller, KeyOrder order, InstallationSecret known) {
        ApiKey key = ApiKey.generate(random);
        ApiKeyRecorded made = KeyRecords.made(key, order, known, caller.actor(), clock.instant());
        audit.before(
                entry(caller, AuditAction.KEY_CREATE, made, Map.of("roles", roles(made))),
                () -> write(made));
        return new KeyChange.Made(stored(made), key.text());
    }

    /** The keys that a caller may see, in the order of their ids. */
    public List<StoredKey> list(Identity identity) {
        return table.all().stream()
                .filter(key -> mayDealWith(identity, key.getTenantId()))
                .map(this::stored)
                .toList();
    }

    /** Lets a key open nothing from now on, on all instances within seconds. */
    public KeyChange revoke(Caller caller, String id) {
        Optional<ApiKeyRecorded> found = find(caller, id);
        Optional<KeyChange> obstacle = obstacle(false);
        if (obstacle.isPresent() || found.isEmpty()) {
            return obstacle.orElseGet(KeyChange.Unknown::new);
        }
        if (KeyState.of(found.get(), clock.instant()) == KeyState.REVOKED) {
            audit.note(
                    entry(caller, AuditAction.KEY_REVOKE, found.get(), Map.of("was", "revoked")));
            return new KeyChange.Revoked(stored(found.get()));
        }
        ApiKeyRecorded revoked = KeyRecords.revoked(found.get(), clock.instant());
        audit.before(
                entry(caller, AuditAction.KEY_REVOKE, revoked, Map.of()), () -> write(revoked));
        return new KeyChange.Revoked(stored(revoked));
    }

    /** Makes a key that takes the place of another, which goes on for a time of grace. */
    public KeyChange rotate(Caller caller, String id, Duration grace) {
        if (!rotating.add(id)) {
            return BUSY;
        }
        try {
            return rotateAlone(caller, id, grace);
        } finally {
            rotating.remove(id);
        }
    }

    private KeyChange rotateAlone(Caller caller, String id, Duration grace) {
        Optional<ApiKeyRecorded> found = find(caller, id);
        Optional<KeyChange> obstacle = obstacle(true);
        if (obstacle.isPresent() || found.isEmpty()) {
            return obstacle.orElseGet(KeyChange.Unknown::new);
        }
        Instant now = clock.instant();
        KeyState state = KeyState.of(found.get(), now);
        if (state != KeyState.ACTIVE) {
            return new KeyChange.Refused("The key is " + state.text() + " already");
        }
        return secretForNewKey()
                .map(known -> rotate(caller, found.get(), now.plus(grace), known))
                .orElse(NO_SECRET);
    }

    private KeyChange rotate(
            Caller caller, ApiKeyRecorded old, Instant until, InstallationSecret known) {
        ApiKey key = ApiKey.generate(random);
        ApiKeyRecorded successor =
                KeyRecords.successor(key, old, known, caller.actor(), clock.instant());
        audit.before(
                entry(caller, AuditAction.KEY_ROTATE, old, Map.of("newKeyId", key.id())),
                () -> {
                    write(successor);
                    write(KeyRecords.replaced(old, key.id(), until));
                });
        return new KeyChange.Made(stored(successor), key.text());
    }

    private Optional<InstallationSecret> secretForNewKey() {
        return table.isEmpty() ? secret.findOrMake() : secret.find();
    }

    private Optional<KeyChange> obstacle(boolean forNewKey) {
        if (!keys.isComplete()) {
            return Optional.of(NOT_YET);
        }
        return forNewKey && table.isFull() ? Optional.of(FULL) : Optional.empty();
    }

    private Optional<ApiKeyRecorded> find(Caller caller, String id) {
        return table.find(id).filter(key -> mayDealWith(caller.identity(), key.getTenantId()));
    }

    /** This instance knows it at once; the others hear of it through the topic. */
    private void write(ApiKeyRecorded key) {
        log.write(key);
        table.apply(key);
    }

    private static AuditEntry entry(
            Caller caller, AuditAction action, ApiKeyRecorded key, Map<String, String> details) {
        return new AuditEntry(
                caller, key.getTenantId(), action, key.getKeyId(), AuditOutcome.OK, details);
    }

    private static String roles(ApiKeyRecorded key) {
        return String.join(",", key.getRoles());
    }

    private StoredKey stored(ApiKeyRecorded key) {
        return StoredKey.of(key, clock.instant());
    }
}
