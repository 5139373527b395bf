package dev.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.Health;
import dev.millrace.devstack.ProcessStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    private static final List<ProcessStatus> PROCESSES =
            List.of(
                    new ProcessStatus("kafka", 12L, 9092, Health.HEALTHY, 3),
                    new ProcessStatus("llm-executor", null, 8083, Health.DOWN, 0));

    @Test
    void jsonHasOneObjectPerProcess() {
        assertThat(StatusCommand.asJson(PROCESSES))
                .isEqualTo(
                        """
                        [{"name":"kafka","pid":12,"port":9092,"health":"healthy","restarts":3},\
                        {"name":"llm-executor","pid":null,"port":8083,"health":"down","restarts":0}]""");
    }

    @Test
    void theTableHasOneLinePerProcessAndAHeading() {
        assertThat(StatusCommand.asTable(PROCESSES).lines())
                .hasSize(3)
                .anySatisfy(
                        line -> assertThat(line).contains("kafka", "12", "9092", "healthy", "3"))
                .anySatisfy(line -> assertThat(line).contains("llm-executor", "-", "8083", "down"));
    }
}
