package dev.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatewayAccessTest {

    @Test
    void theKeyForDevelopmentIsNamedOnlyWhileItWorks() {
        assertThat(GatewayAccess.hint("{\"identity\":{\"developmentKey\":\"on\"}}", false))
                .isEqualTo("key: dev-key");
        assertThat(GatewayAccess.hint("{\"identity\":{\"developmentKey\":\"off\"}}", false))
                .isEqualTo("with a key, see ./millrace keys");
        assertThat(GatewayAccess.hint("not JSON", false))
                .isEqualTo("with a key, see ./millrace keys");
    }

    @Test
    void aKeyOfOnesOwnIsNotShown() {
        assertThat(GatewayAccess.hint("{\"identity\":{\"developmentKey\":\"on\"}}", true))
                .isEqualTo("key: that of MILLRACE_DEV_KEY");
    }
}
