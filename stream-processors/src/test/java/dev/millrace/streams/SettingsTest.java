package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.admission.AdmissionSettings;
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
                    assertThat(admission.agents()).containsOnlyKeys("default");

                    ChunkingSettings chunking = started.getBean(ChunkingSettings.class);
                    assertThat(chunking).isEqualTo(new ChunkingSettings(200, 40, 16, 200));
                });
    }

    @Test
    void agentsAreConfiguredByName() {
        context.withPropertyValues(
                        "millrace.admission.agents.brief.system-prompt=Be brief.",
                        "millrace.admission.agents.brief.deadline=30s",
                        "millrace.admission.agents.brief.temperature=0.5")
                .run(
                        started -> {
                            var agents = started.getBean(AdmissionSettings.class).agents();
                            assertThat(agents).containsOnlyKeys("default", "brief");
                            assertThat(agents.get("brief").systemPrompt()).isEqualTo("Be brief.");
                            assertThat(agents.get("brief").deadline())
                                    .isEqualTo(Duration.ofSeconds(30));
                            assertThat(agents.get("brief").temperature()).isEqualTo(0.5);
                            assertThat(agents.get("default").deadline())
                                    .isEqualTo(Duration.ofMinutes(5));
                        });
    }

    @Test
    void theServiceFollowsTheEnvironment() {
        context.withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("MILLRACE_HOME=/srv/millrace", "MILLRACE_AGENT_MODEL=big")
                .run(
                        started -> {
                            assertThat(started.getBean(StreamsSettings.class).stateDirectory())
                                    .isEqualTo(
                                            Path.of("/srv/millrace/data/stream-processors/state"));
                            assertThat(
                                            started.getBean(AdmissionSettings.class)
                                                    .agents()
                                                    .get("default")
                                                    .model())
                                    .isEqualTo("big");
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
                "millrace.admission.agents.x.max-steps=0",
                "millrace.admission.agents.x.temperature=3",
                "millrace.admission.agents.x.deadline=25h",
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
        ChunkingSettings.class
    })
    static class Settings {}
}
