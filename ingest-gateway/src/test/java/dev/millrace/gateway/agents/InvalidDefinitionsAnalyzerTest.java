package dev.millrace.gateway.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.agents.InvalidDefinitionsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@ExtendWith(OutputCaptureExtension.class)
class InvalidDefinitionsAnalyzerTest {

    @TempDir Path folder;

    @Configuration
    @EnableConfigurationProperties(AgentSettings.class)
    @Import(AgentConfiguration.class)
    static class Application {}

    @Test
    void aWrongDefinitionStopsTheStartWithItsFileLineAndField(CapturedOutput output)
            throws Exception {
        Files.writeString(folder.resolve("helper.yml"), "name: helper\nmaxSteps: many\n");

        assertThat(start()).isFalse();

        assertThat(output).contains("helper.yml:2: maxSteps");
        assertThat(output).doesNotContain("\tat dev.millrace");
    }

    private boolean start() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        try (var _ = application.run("--millrace.agents.folder=" + folder)) {
            return true;
        } catch (RuntimeException e) {
            assertThat(e).hasRootCauseInstanceOf(InvalidDefinitionsException.class);
            return false;
        }
    }
}
