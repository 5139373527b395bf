package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.agents.ModelProvider;
import dev.millrace.streams.admission.AdmissionSettings;
import dev.millrace.streams.admission.DefaultModel;
import dev.millrace.streams.chunking.ChunkingSettings;
import dev.millrace.streams.runtime.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class SettingsTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        context.run(
                started -> {
                    StreamsSettings streams = started.getBean(StreamsSettings.class);
                    assertThat(streams.instanceId()).isEqualTo("stream-processors-0");
                    assertThat(streams.stateDirectory())
                            .isEqualTo(Path.of(".millrace/data/stream-processors/state"));
                    assertThat(streams.threads()).isEqualTo(2);
                    assertThat(streams.chunkingThreads()).isEqualTo(1);
                    assertThat(streams.standbyReplicas()).isZero();
                    assertThat(streams.commitInterval()).isEqualTo(Duration.ofMillis(25));
                    assertThat(streams.pollInterval()).isEqualTo(Duration.ofMillis(5));
                    assertThat(streams.chunkingCommitInterval()).isEqualTo(Duration.ofMillis(500));
                    assertThat(streams.sessionTimeout()).isEqualTo(Duration.ofSeconds(8));
                    assertThat(streams.transactionTimeout()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(streams.storeMemory()).isEqualTo(DataSize.ofMegabytes(96));
                    assertThat(streams.firstRestartWait()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(streams.longestRestartWait()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(streams.closeTimeout()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(streams.properties()).isEmpty();

                    AdmissionSettings admission = started.getBean(AdmissionSettings.class);
                    assertThat(admission.defaultTenant()).isEqualTo("dev");
                    assertThat(admission.rememberIds()).isEqualTo(Duration.ofDays(30));
                    assertThat(admission.forgetInterval()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(admission.forgetAtOnce()).isEqualTo(500);
                    assertThat(admission.maxPromptCharacters()).isEqualTo(10_000);
                    assertThat(admission.maxDocuments()).isEqualTo(10_000);
                    assertThat(admission.maxMetadataEntries()).isEqualTo(64);
                    assertThat(admission.maxMetadataSize()).isEqualTo(DataSize.ofKilobytes(64));
                    assertThat(admission.maxDeadline()).isEqualTo(Duration.ofHours(24));
                    assertThat(admission.maxRoles()).isEqualTo(64);
                    assertThat(admission.defaultModel())
                            .isEqualTo(new DefaultModel(ModelProvider.EXTRACTIVE, ""));

                    CatalogueSettings catalogue = started.getBean(CatalogueSettings.class);
                    assertThat(catalogue.folder()).isEqualTo(Path.of("agents"));

                    ChunkingSettings chunking = started.getBean(ChunkingSettings.class);
                    assertThat(chunking).isEqualTo(new ChunkingSettings(200, 40, 16, 200));
                });
    }

    @Test
    void theServiceFollowsTheEnvironment() {
        context.withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues(
                        "MILLRACE_HOME=/srv/millrace",
                        "MILLRACE_AGENTS=/etc/millrace/agents",
                        "MILLRACE_MODEL_PROVIDER=openai",
                        "MILLRACE_MODEL_NAME=gpt-5")
                .run(
                        started -> {
                            assertThat(started.getBean(StreamsSettings.class).stateDirectory())
                                    .isEqualTo(
                                            Path.of("/srv/millrace/data/stream-processors/state"));
                            assertThat(started.getBean(CatalogueSettings.class).folder())
                                    .isEqualTo(Path.of("/etc/millrace/agents"));
                            assertThat(started.getBean(AdmissionSettings.class).defaultModel())
                                    .isEqualTo(new DefaultModel(ModelProvider.OPENAI, "gpt-5"));
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "millrace.streams.instance-id=",
                "millrace.streams.threads=0",
                "millrace.streams.chunking-threads=0",
                "millrace.streams.commit-interval=0ms",
                "millrace.streams.session-timeout=5s",
                "millrace.streams.transaction-timeout=20m",
                "millrace.admission.default-tenant= ",
                "millrace.admission.remember-ids=10s",
                "millrace.admission.max-prompt-characters=0",
                "millrace.admission.max-roles=-1",
                "millrace.admission.default-model.provider=nobody",
                "millrace.chunking.max-tokens=8",
                "millrace.chunking.overlap-tokens=101",
                "millrace.chunking.batch-chunks=0",
                "millrace.chunking.page-chunks=10"
            })
    void aValueOutOfBoundsEndsTheStart(String property) {
        context.withPropertyValues(property).run(failed -> assertThat(failed).hasFailed());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({
        StreamsSettings.class,
        AdmissionSettings.class,
        CatalogueSettings.class,
        ChunkingSettings.class
    })
    static class Settings {}
}
