package dev.millrace.gateway.keys;

import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.gateway.identity.IdentitySettings;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** The secret of the installation; one that there is not is made when it is first needed. */
final class Secret {

    private final IdentitySettings settings;
    private volatile @Nullable InstallationSecret loaded;

    /**
     * Takes the secret that there is.
     *
     * @throws IllegalStateException if it cannot be used
     */
    Secret(IdentitySettings settings) {
        this.settings = settings;
        if (!settings.keySecret().isBlank() || Files.exists(settings.keySecretFile())) {
            this.loaded = load();
        }
    }

    InstallationSecret get() {
        InstallationSecret known = loaded;
        if (known == null) {
            // Whoever loads it at the same time gets the same.
            known = load();
            loaded = known;
        }
        return known;
    }

    private InstallationSecret load() {
        return InstallationSecret.load(settings.keySecret(), settings.keySecretFile());
    }
}
