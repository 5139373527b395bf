package dev.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

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
    @ExtendWith(OutputCaptureExtension.class)
    void aKeyThatMayDoNothingIsNamedInTheLog(CapturedOutput output) {
        new StaticKeys(
                new ApiKeys(
                        List.of(
                                new ApiKeys.ApiKey("a-secret", "right", "", Set.of("viewer")),
                                new ApiKeys.ApiKey("b-secret", "poor", "", Set.of()),
                                new ApiKeys.ApiKey("c-secret", "odd", "", Set.of("viewers")))),
                new IdentitySettings("", "", "", Path.of("unused"), 10));

        assertThat(output.getAll())
                .contains("millrace.keys[1] of tenant poor may do nothing")
                .contains("millrace.keys[2] of tenant odd may do nothing")
                .doesNotContain("tenant right")
                .doesNotContain("-secret");
    }

    @Test
    void aKeyIsNotPrinted() {
        assertThat(new ApiKeys.ApiKey("secret", "t", "u", Set.of()).toString())
                .doesNotContain("secret");
    }
}
