package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void areTheDefaultsWhenTheEnvironmentSaysNothing() {
        Ports ports = Ports.from(Map.of());

        assertThat(ports.of(Ports.KAFKA)).isEqualTo(9092);
        assertThat(ports.of(Ports.RESULT_SINK)).isEqualTo(8084);
    }

    @Test
    void aVariableMovesOnePort() {
        Ports ports = Ports.from(Map.of("MILLRACE_STREAM_PROCESSORS_PORT", "18082"));

        assertThat(ports.of(Ports.STREAM_PROCESSORS)).isEqualTo(18082);
        assertThat(ports.of(Ports.GATEWAY)).isEqualTo(8080);
    }

    @Test
    void aVariableThatIsNoPortIsNamed() {
        assertThatThrownBy(() -> Ports.from(Map.of("MILLRACE_KAFKA_PORT", "80800")))
                .hasMessageContaining("MILLRACE_KAFKA_PORT")
                .hasMessageContaining("80800");
        assertThatThrownBy(() -> Ports.from(Map.of("MILLRACE_KAFKA_PORT", "kafka")))
                .hasMessageContaining("'kafka'");
    }

    @Test
    void freePortsDiffer() {
        Map<String, Integer> numbers = Ports.free().numbers();

        assertThat(new HashSet<>(numbers.values())).hasSameSizeAs(numbers.keySet());
        assertThat(numbers.values()).allMatch(Ports::isFree);
    }

    @Test
    void environmentNamesEachPort() {
        assertThat(Ports.from(Map.of()).environment())
                .containsEntry("MILLRACE_KAFKA_PORT", "9092")
                .containsEntry("MILLRACE_SIMULATED_MODEL_PORT", "9095");
    }
}
