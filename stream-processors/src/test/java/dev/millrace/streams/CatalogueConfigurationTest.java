package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.agents.AgentCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class CatalogueConfigurationTest {

    @TempDir Path folder;

    @Test
    void definitionsThatCannotBeUsedEndTheServiceWithTheirProblemsAndNoStackTrace(
            CapturedOutput output) throws Exception {
        Files.writeString(folder.resolve("a.yml"), "description: A\nmaxSteps: many\n");
        Files.writeString(folder.resolve("b.yml"), "tools: [wrench]\n");

        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        failure ->
                                assertThat(exitCode(failure))
                                        .as("a code after which nobody starts it again")
                                        .isEqualTo(64));

        assertThat(output)
                .contains(folder.resolve("a.yml") + ":2: maxSteps: must be a whole number")
                .contains(folder.resolve("b.yml") + ":1: tools[0]: there is no tool 'wrench'")
                .doesNotContain("\tat dev.millrace");
    }

    @Test
    void theAgentsOfTheFolderAreThere() throws Exception {
        Files.writeString(folder.resolve("brief.yml"), "systemPrompt: Be brief.\n");

        try (ConfigurableApplicationContext started = start()) {
            assertThat(started.getBean(AgentCatalogue.class).agents())
                    .containsOnlyKeys("brief", "default");
        }
    }

    private ConfigurableApplicationContext start() {
        SpringApplication application =
                new SpringApplicationBuilder(CatalogueConfiguration.class)
                        .web(WebApplicationType.NONE)
                        .build();
        return application.run("--millrace.agents.folder=" + folder);
    }

    private static int exitCode(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof UnusableDefinitionsException)) {
            cause = cause.getCause();
        }
        return cause == null ? 0 : ((UnusableDefinitionsException) cause).getExitCode();
    }
}
