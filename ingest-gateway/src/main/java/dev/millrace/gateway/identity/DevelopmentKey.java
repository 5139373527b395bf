package dev.millrace.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The key that everybody knows, which opens everything as long as nobody real has a credential:
 * neither a key of the configuration, nor a token issuer, nor an API key that was ever made.
 */
public final class DevelopmentKey {

    /** Whether the key opens anything. */
    public enum Mode {
        ON,
        OFF,
        NOT_KNOWN_YET
    }

    private static final Identity DEVELOPER =
            new Identity(
                    "dev",
                    "dev",
                    Arrays.stream(Role.values()).map(Role::text).collect(Collectors.toSet()),
                    true,
                    "");
    private static final Verdict NOT_YET =
            new Verdict.Unavailable("The keys are not read to the end yet");

    private final String key;
    private final List<IdentitySource> real;

    public DevelopmentKey(String key, List<IdentitySource> real) {
        this.key = key;
        this.real = List.copyOf(real);
    }

    /** Whether the key opens anything at present. */
    public Mode mode() {
        Set<IdentitySource.Presence> presences =
                real.stream().map(IdentitySource::presence).collect(Collectors.toSet());
        if (key.isBlank() || presences.contains(IdentitySource.Presence.SOME)) {
            return Mode.OFF;
        }
        return presences.contains(IdentitySource.Presence.NOT_KNOWN_YET)
                ? Mode.NOT_KNOWN_YET
                : Mode.ON;
    }

    Optional<Verdict> check(String credential) {
        if (key.isBlank() || !MessageDigest.isEqual(bytes(key), bytes(credential))) {
            return Optional.empty();
        }
        return switch (mode()) {
            case ON -> Optional.of(new Verdict.Known(DEVELOPER));
            case NOT_KNOWN_YET -> Optional.of(NOT_YET);
            case OFF ->
                    Optional.of(
                            new Verdict.Unknown(
                                    "The development key is off, as there are real keys."));
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
