package dev.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StaticKeysTest {

    private final StaticKeys keys =
            new StaticKeys(
                    new ApiKeys(
                            List.of(
                                    new ApiKeys.ApiKey("one", "tenant-1", "ann", Set.of("viewer")),
                                    new ApiKeys.ApiKey("two", "tenant-2", "", Set.of("admin")))),
                    new IdentitySettings("", "tenant-2", "", Path.of("unused"), 10));

    @Test
    void aKeyOpensTheTenantItBelongsTo() {
        assertThat(keys.check("one"))
                .contains(new Verdict.Known(new Identity("tenant-1", "ann", Set.of("viewer"))));
        assertThat(keys.presence()).isEqualTo(IdentitySource.Presence.SOME);
    }

    @Test
    void anAdminOfTheOperatorsRunsTheInstallation() {
        assertThat(keys.check("two"))
                .contains(
                        new Verdict.Known(new Identity("tenant-2", "", Set.of("admin"), true, "")));
    }

    @Test
    void anythingElseOpensNothing() {
        assertThat(keys.check("")).isEmpty();
        assertThat(keys.check("on")).isEmpty();
        assertThat(keys.check("one ")).isEmpty();
        assertThat(keys.check("ONE")).isEmpty();
    }

    @Test
    void aKeyIsNotPrinted() {
        assertThat(new ApiKeys.ApiKey("secret", "t", "u", Set.of()).toString())
                .doesNotContain("secret");
    }
}
