package dev.millrace.gateway.keys;

import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.SecretPlace;
import dev.millrace.gateway.identity.IdentitySettings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of the installation. It is made for the first key only: where there are keys, another
 * secret would open none of them. Thread-safe.
 */
final class Secret {

    private static final Logger LOG = LoggerFactory.getLogger(Secret.class);

    private final SecretPlace place;
    private final AtomicBoolean missed = new AtomicBoolean();
    private volatile @Nullable InstallationSecret loaded;

    /**
     * Takes the secret that there is.
     *
     * @throws IllegalStateException if it cannot be used
     */
    Secret(IdentitySettings settings) {
        this.place = new SecretPlace(settings.keySecret(), settings.keySecretFile());
        this.loaded = place.find().orElse(null);
    }

    /** The secret; nothing, and a line in the log, if it is not there or cannot be used. */
    Optional<InstallationSecret> find() {
        InstallationSecret known = loaded;
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<InstallationSecret> found = place.find();
            loaded = found.orElse(null);
            if (found.isEmpty()) {
                miss("there is none");
            }
            return found;
        } catch (IllegalStateException e) {
            miss(e.getMessage());
            return Optional.empty();
        }
    }

    /** The secret for the first key, which is made if there is none; nothing if that fails. */
    Optional<InstallationSecret> findOrMake() {
        try {
            InstallationSecret made = place.findOrMake();
            loaded = made;
            return Optional.of(made);
        } catch (IllegalStateException e) {
            miss(e.getMessage());
            return Optional.empty();
        }
    }

    private void miss(@Nullable String reason) {
        if (missed.compareAndSet(false, true)) {
            LOG.error(
                    "The secret of the API keys is missing, so that they open nothing here: {}."
                            + " Give this gateway the secret that the others have"
                            + " (MILLRACE_KEY_SECRET, or MILLRACE_KEY_SECRET_FILE at {})",
                    reason,
                    place);
        }
    }
}
