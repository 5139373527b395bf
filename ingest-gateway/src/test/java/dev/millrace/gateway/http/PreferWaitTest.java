package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferWaitTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5 | 5",
                "Wait = 5 | 5",
                "wait=\"5\" | 5",
                "respond-async, wait=10 | 10",
                "wait=3; foo=bar | 3",
                "wait=0 | 0",
                "wait=60 | 60",
                "wait=61 | 60",
                "wait=999999999 | 60",
                "wait=7, wait=9 | 7"
            })
    void aWaitIsReadAndCapped(String header, int seconds) {
        assertThat(PreferWait.of(List.of(header), LONGEST)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=x",
                "wait=-1",
                "wait=1.5",
                "wait=9999999999",
                "waiting=5",
                "respond-async",
                "wait=\"5",
                "=5"
            })
    void whatCannotBeReadIsIgnored(String header) {
        assertThat(PreferWait.of(List.of(header), LONGEST)).isEmpty();
    }

    @Test
    void theFirstOfSeveralHeadersCounts() {
        assertThat(PreferWait.of(List.of("handling=strict", "wait=4", "wait=8"), LONGEST))
                .contains(Duration.ofSeconds(4));
    }
}
