package dev.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StaticKeysTest {

    private final StaticKeys keys =
            new StaticKeys(
                    new ApiKeys(
                            List.of(
                                    new ApiKeys.ApiKey("one", "tenant-1", "ann", Set.of("viewer")),
                                    new ApiKeys.ApiKey("two", "tenant-2", "", Set.of()))));

    @Test
    void aKeyOpensTheTenantItBelongsTo() {
        assertThat(keys.find("one")).contains(new Identity("tenant-1", "ann", Set.of("viewer")));
        assertThat(keys.find("two")).contains(new Identity("tenant-2", "", Set.of()));
    }

    @Test
    void anythingElseOpensNothing() {
        assertThat(keys.find("")).isEmpty();
        assertThat(keys.find("on")).isEmpty();
        assertThat(keys.find("one ")).isEmpty();
        assertThat(keys.find("ONE")).isEmpty();
    }

    @Test
    void aKeyIsNotPrinted() {
        assertThat(new ApiKeys.ApiKey("secret", "t", "u", Set.of()).toString())
                .doesNotContain("secret");
    }
}
