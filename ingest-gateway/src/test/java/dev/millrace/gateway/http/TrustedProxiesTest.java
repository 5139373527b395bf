package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/9", "fd00::/8"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "192.0.2.1 | none | 192.0.2.1",
                "192.0.2.1 | 203.0.113.9 | 192.0.2.1",
                "10.0.0.1 | none | 10.0.0.1",
                "10.0.0.1 | 203.0.113.9 | 203.0.113.9",
                "10.0.0.1 | 1.1.1.1, 203.0.113.9 | 203.0.113.9",
                "10.0.0.1 | 1.1.1.1, 203.0.113.9, 10.1.2.3 | 203.0.113.9",
                "10.0.0.1 | 10.5.5.5, 10.6.6.6 | 10.5.5.5",
                "10.128.0.1 | 203.0.113.9 | 10.128.0.1",
                "10.0.0.1 | nonsense | 10.0.0.1",
                "10.0.0.1 | evil.example, 10.1.1.1 | 10.1.1.1",
                "fd00::1 | 2001:db8::7 | 2001:db8::7",
                "fe80::1 | 2001:db8::7 | fe80::1"
            })
    void onlyTrustedProxiesAreBelieved(String peer, String forwarded, String client) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        if (forwarded != null) {
            request.addHeader("X-Forwarded-For", forwarded);
        }

        assertThat(proxies.clientOf(request)).isEqualTo(client);
    }

    @Test
    void severalHeadersAreOneList() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("10.0.0.1");
        request.addHeader("X-Forwarded-For", "203.0.113.9");
        request.addHeader("X-Forwarded-For", "10.0.0.2");

        assertThat(proxies.clientOf(request)).isEqualTo("203.0.113.9");
    }

    @Test
    void nobodyIsTrustedUnlessNamed() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("10.0.0.1");
        request.addHeader("X-Forwarded-For", "203.0.113.9");
        request.addHeader("X-Forwarded-Proto", "https");

        assertThat(new TrustedProxies(List.of()).clientOf(request)).isEqualTo("10.0.0.1");
        assertThat(new TrustedProxies(List.of()).isSecure(request)).isFalse();
        assertThat(proxies.isSecure(request)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", ""})
    void whatIsNoNetworkStopsTheStart(String network) {
        assertThatThrownBy(() -> new TrustedProxies(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
