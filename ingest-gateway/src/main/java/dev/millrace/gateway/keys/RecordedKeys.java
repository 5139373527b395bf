package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.ApiKey;
import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.KeyState;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.gateway.identity.IdentitySettings;
import dev.millrace.gateway.identity.IdentitySource;
import dev.millrace.gateway.identity.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the caller by an API key that was written down. Thread-safe. */
public final class RecordedKeys implements IdentitySource {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedKeys.class);
    private static final Verdict NOT_YET =
            new Verdict.Unavailable("The keys are not read to the end yet");
    private static final Verdict NO_SECRET =
            new Verdict.Unavailable("The gateway has not the secret of the API keys");
    private static final Verdict NOBODY = new Verdict.Unknown("The key is not known.");

    private final KeyTable table;
    private final Secret secret;
    private final IdentitySettings settings;
    private final Clock clock;
    private final CountDownLatch complete = new CountDownLatch(1);
    private final AtomicBoolean doubted = new AtomicBoolean();
    private volatile boolean proven;

    RecordedKeys(KeyTable table, Secret secret, IdentitySettings settings, Clock clock) {
        this.table = table;
        this.secret = secret;
        this.settings = settings;
        this.clock = clock;
    }

    /** From now on every key that was made before the start is known. */
    void markComplete() {
        if (!isComplete()) {
            complete.countDown();
            // So that the log tells at the start what is missing, not with the first request.
            canCheck();
        }
    }

    /** Whether keys can be checked, so far as there are any. */
    boolean canCheck() {
        return table.isEmpty() || secret.find().isPresent();
    }

    boolean isComplete() {
        return complete.getCount() == 0;
    }

    CountDownLatch complete() {
        return complete;
    }

    @Override
    public Optional<Verdict> check(String credential) {
        return ApiKey.idOf(credential).map(id -> verdict(id, credential));
    }

    @Override
    public Presence presence() {
        if (!table.isEmpty()) {
            return Presence.SOME;
        }
        return isComplete() ? Presence.NONE : Presence.NOT_KNOWN_YET;
    }

    private Verdict verdict(String id, String credential) {
        Optional<ApiKeyRecorded> found = table.find(id);
        if (found.isEmpty()) {
            return isComplete() ? NOBODY : NOT_YET;
        }
        Optional<InstallationSecret> known = secret.find();
        if (known.isEmpty()) {
            return NO_SECRET;
        }
        if (!isEqual(found.get().getDigest(), known.get().digest(credential))) {
            doubtSecret(id);
            return isComplete() ? NOBODY : NOT_YET;
        }
        proven = true;
        ApiKeyRecorded key = found.get();
        return switch (KeyState.of(key, clock.instant())) {
            // An end of the key may be among what is not read yet.
            case ACTIVE, REPLACED ->
                    isComplete()
                            ? new Verdict.Known(
                                    settings.identity(
                                            key.getTenantId(),
                                            key.getUserId(),
                                            Set.copyOf(key.getRoles()),
                                            id))
                            : NOT_YET;
            case EXPIRED -> new Verdict.Unknown("The key has expired.");
            case REVOKED -> new Verdict.Unknown("The key was revoked.");
        };
    }

    private void doubtSecret(String id) {
        if (!proven && doubted.compareAndSet(false, true)) {
            LOG.warn(
                    "What came as key {} does not fit its digest, and no other key has yet. If that"
                            + " is so for all keys, this gateway has not the secret that they were"
                            + " made with",
                    id);
        }
    }

    private static boolean isEqual(String digest, String other) {
        return MessageDigest.isEqual(
                digest.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
