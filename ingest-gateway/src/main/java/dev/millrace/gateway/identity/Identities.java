package dev.millrace.gateway.identity;

import java.util.List;
import java.util.Optional;

/** Tells who calls, by all the ways there are. Thread-safe. */
public final class Identities {

    private static final Verdict NOBODY = new Verdict.Unknown("The key is not known.");

    private final List<IdentitySource> sources;
    private final DevelopmentKey development;

    public Identities(List<IdentitySource> sources, DevelopmentKey development) {
        this.sources = List.copyOf(sources);
        this.development = development;
    }

    /** What a credential opens. */
    public Verdict identify(String credential) {
        for (IdentitySource source : sources) {
            Optional<Verdict> verdict = source.check(credential);
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
        return development.check(credential).orElse(NOBODY);
    }
}
