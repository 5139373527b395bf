package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewSettingsTest {

    @Test
    void eachInstanceIsAnApplicationOfItsOwnAndTheFirstKeepsItsName() {
        assertThat(settings("1").applicationId()).isEqualTo("agents-ingest-gateway");
        assertThat(settings("2").applicationId()).isEqualTo("agents-ingest-gateway-2");
    }

    private static ViewSettings settings(String instance) {
        return new ViewSettings(
                Path.of("view"), Duration.ofDays(7), instance, Duration.ofSeconds(10), 1, Map.of());
    }
}
