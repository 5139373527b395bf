package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "200ms,200",
        "2s,2000",
        "1.5s,1500",
        "1m,60000",
        "PT2S,2000",
        "pt0.2s,200",
        "0,0",
        "0ms,0"
    })
    void readsDurationsAsPeopleWriteThem(String text, long millis) {
        assertThat(DurationText.parse("latency", text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "2", "-1s", "PT-1S", "25h", "999999999h", "2 s"})
    void refusesOtherTextNamingTheSetting(String text) {
        assertThatThrownBy(() -> DurationText.parse("latency", text))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("latency: \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "200ms", "2s", "1500ms", "60s"})
    void writesWhatItReads(String text) {
        assertThat(DurationText.format(DurationText.parse("cap", text))).isEqualTo(text);
    }
}
