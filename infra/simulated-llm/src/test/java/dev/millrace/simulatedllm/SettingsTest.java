package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SettingsTest {

    @Test
    void changesWhatIsGivenAndKeepsTheRest() {
        SimulationConfig first =
                Settings.apply(
                        SimulationConfig.DEFAULT,
                        json("{\"rate-429\":0.25,\"retry-after\":\"3s\"}"));
        SimulationConfig second = Settings.apply(first, json("{\"latency\":\"2s\",\"seed\":42}"));

        assertThat(second)
                .isEqualTo(
                        SimulationConfig.DEFAULT
                                .withFaults(new FaultRates(0.25, 0, 0, 0, 0))
                                .withRetryAfter(Duration.ofSeconds(3))
                                .withLatency(Duration.ofSeconds(2))
                                .withSeed(42));
    }

    @Test
    void percentilesReplaceAConstantLatencyAndTheOtherWayRound() {
        SimulationConfig tailed =
                Settings.apply(SimulationConfig.DEFAULT, json("{\"p50\":\"2s\",\"p99\":\"30s\"}"));
        assertThat(tailed.latency())
                .isEqualTo(
                        new Latency.Lognormal(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60)));
        assertThat(Settings.apply(tailed, json("{\"cap\":\"40s\"}")).latency())
                .isEqualTo(
                        new Latency.Lognormal(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(40)));
        assertThat(Settings.apply(tailed, json("{\"latency\":\"0ms\"}")).latency())
                .isEqualTo(new Latency.Constant(Duration.ZERO));
    }

    @Test
    void whatIsWrittenCanBeReadAgain() {
        SimulationConfig config =
                SimulationConfig.DEFAULT
                        .withLatency(
                                new Latency.Lognormal(
                                        Duration.ofMillis(150),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(10)))
                        .withFaults(new FaultRates(0.1, 0.1, 0.1, 0.1, 0.1))
                        .withFaultyModels(Set.of("big", "small"))
                        .withScript(
                                ReplyScript.parse(
                                        "[{model: big, contains: a, toolResult: b, turn: 1, offers: t, text: one, reasoning: r, times: 2, latency: 1s}]"))
                        .withVary(true)
                        .withSeed(9);
        assertThat(Settings.apply(SimulationConfig.DEFAULT, Settings.toJson(config)))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"latencyy\":\"2s\"}              | latencyy: is not a setting; the settings are latency",
                "{\"latency\":2}                    | latency: 2 has no unit",
                "{\"latency\":\"soon\"}             | latency: \"soon\" is not a duration; write for example",
                "{\"latency\":\"2s\",\"p50\":\"1s\"}| latency: cannot go with p50",
                "{\"p50\":\"2s\"}                   | p99: is missing",
                "{\"cap\":\"2s\"}                   | p50: is missing",
                "{\"p50\":\"2s\",\"p99\":\"1s\"}    | p99: 1s is less than p50",
                "{\"rate-429\":\"often\"}           | rate-429: \"often\" is not a number",
                "{\"rate-500\":1.5}                 | rate-500: 1.5 is not a share",
                "{\"rate-cut\":null}                | rate-cut: null is not a number",
                "{\"faulty-models\":7}              | faulty-models: 7 is not a list of names",
                "{\"script\":[{\"text\":\"x\",\"latency\":\"soon\"}]} | script[0].latency: \"soon\" is not a duration",
                "{\"seed\":1.5}                     | seed: 1.5 is not a whole number",
                "{\"vary\":\"often\"}              | vary: \"often\" is neither true nor false",
                "{\"script\":7}                     | script: must be a list of replies",
                "{\"script\":\"/no/such/file\"}     | script: the file /no/such/file cannot be read",
                "{\"script\":[{\"txt\":\"x\"}]}     | script[0].txt: is unknown",
                "{\"script\":[{\"turn\":1}]}        | script[0]: has neither text nor toolCalls",
                "{\"script\":[{\"matches\":\"(\",\"text\":\"x\"}]} | script[0].matches: is not a regular expression"
            })
    void refusesBadSettingsNamingThem(String settings, String message) {
        assertThatThrownBy(() -> Settings.apply(SimulationConfig.DEFAULT, json(settings)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith(message);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) OpenAiJson.MAPPER.readTree(text);
    }
}
