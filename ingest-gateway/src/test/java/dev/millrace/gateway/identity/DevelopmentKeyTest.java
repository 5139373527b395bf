package dev.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevelopmentKeyTest {

    private IdentitySource.Presence presence = IdentitySource.Presence.NONE;
    private final IdentitySource others =
            new IdentitySource() {
                @Override
                public Optional<Verdict> check(String credential) {
                    return Optional.empty();
                }

                @Override
                public Presence presence() {
                    return presence;
                }
            };
    private final DevelopmentKey key = new DevelopmentKey("dev-key", List.of(others));
    private final Identities identities = new Identities(List.of(others), key);

    @Test
    void itOpensEverythingAsLongAsThereIsNobodyReal() {
        assertThat(identities.identify("dev-key")).isInstanceOf(Verdict.Known.class);
        assertThat(key.mode()).isEqualTo(DevelopmentKey.Mode.ON);
        assertThat(identities.identify("another")).isInstanceOf(Verdict.Unknown.class);
        assertThat(identities.identify("")).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void itOpensNothingOnceSomebodyRealHasAKey() {
        presence = IdentitySource.Presence.SOME;

        assertThat(identities.identify("dev-key")).isInstanceOf(Verdict.Unknown.class);
        assertThat(key.mode()).isEqualTo(DevelopmentKey.Mode.OFF);
    }

    @Test
    void itOpensNothingBeforeThatIsKnown() {
        presence = IdentitySource.Presence.NOT_KNOWN_YET;

        assertThat(identities.identify("dev-key")).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void anEmptyOneIsNone() {
        DevelopmentKey none = new DevelopmentKey("", List.of(others));

        assertThat(none.check("")).isEmpty();
        assertThat(none.mode()).isEqualTo(DevelopmentKey.Mode.OFF);
    }
}
