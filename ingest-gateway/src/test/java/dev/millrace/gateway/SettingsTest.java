package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.agents.AgentSettings;
import dev.millrace.gateway.events.PublishingSettings;
import dev.millrace.gateway.http.AccessSettings;
import dev.millrace.gateway.http.HttpSettings;
import dev.millrace.gateway.http.LimitsSettings;
import dev.millrace.gateway.identity.ApiKeys;
import dev.millrace.gateway.identity.IdentitySettings;
import dev.millrace.gateway.identity.JwtSettings;
import dev.millrace.gateway.streaming.StreamingSettings;
import dev.millrace.gateway.view.ViewSettings;
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

    @Configuration
    @EnableConfigurationProperties({
        AgentSettings.class,
        AccessSettings.class,
        ApiKeys.class,
        IdentitySettings.class,
        JwtSettings.class,
        HttpSettings.class,
        LimitsSettings.class,
        PublishingSettings.class,
        StreamingSettings.class,
        ViewSettings.class
    })
    static class Settings {}

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void withoutConfigurationTheDefaultsHold() {
        application.run(
                context -> {
                    LimitsSettings limits = context.getBean(LimitsSettings.class);
                    assertThat(context.getBean(AgentSettings.class).folder())
                            .isEqualTo(Path.of("agents"));
                    assertThat(limits.promptCharacters()).isEqualTo(10_000);
                    assertThat(limits.metadataEntries()).isEqualTo(64);
                    assertThat(limits.longestDeadline()).isEqualTo(Duration.ofHours(24));
                    HttpSettings http = context.getBean(HttpSettings.class);
                    assertThat(http.body()).isEqualTo(DataSize.ofMegabytes(8));
                    assertThat(http.bodySilence()).isEqualTo(Duration.ofMillis(700));
                    assertThat(http.unread()).isEqualTo(DataSize.ofMegabytes(64));
                    assertThat(http.unreadWithin()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(http.longestWait()).isEqualTo(Duration.ofSeconds(60));
                    ViewSettings view = context.getBean(ViewSettings.class);
                    assertThat(view.ttl()).isEqualTo(Duration.ofDays(7));
                    assertThat(view.patience()).isEqualTo(Duration.ofSeconds(10));
                    StreamingSettings streaming = context.getBean(StreamingSettings.class);
                    assertThat(streaming.heartbeat()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(streaming.memory()).isEqualTo(DataSize.ofMegabytes(16));
                    assertThat(streaming.scans()).isEqualTo(2);
                    assertThat(context.getBean(PublishingSettings.class).acknowledgeWithin())
                            .isEqualTo(Duration.ofMillis(1_800));
                    assertThat(context.getBean(ApiKeys.class).keys()).isEmpty();
                });
    }

    @Test
    void theServiceComesWithAKeyForDevelopmentAndNoOther() {
        application
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("MILLRACE_HOME=/data", "MILLRACE_GATEWAY_PORT=18080")
                .run(
                        context -> {
                            assertThat(context.getBean(ApiKeys.class).keys()).isEmpty();
                            IdentitySettings identity = context.getBean(IdentitySettings.class);
                            assertThat(identity.devKey()).isEqualTo("dev-key");
                            assertThat(identity.operatorTenant()).isEmpty();
                            assertThat(identity.keySecretFile())
                                    .isEqualTo(Path.of("/data/secrets/api-keys"));
                            assertThat(context.getBean(JwtSettings.class).issuer()).isEmpty();
                            AccessSettings access = context.getBean(AccessSettings.class);
                            assertThat(access.trustedProxies()).isEmpty();
                            assertThat(access.corsOrigins()).isEmpty();
                            ViewSettings view = context.getBean(ViewSettings.class);
                            assertThat(view.stateDir())
                                    .isEqualTo(Path.of("/data/data/gateway/streams"));
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "millrace.keys[0].key=",
                "millrace.identity.jwt.issuer=https://issuer.example",
                "millrace.gateway.limits.prompt-characters=0",
                "millrace.gateway.view.threads=0",
                "millrace.gateway.view.instance-id=",
                "millrace.gateway.view.instance-id=not a name",
                "millrace.gateway.view.ttl=soon",
                "millrace.gateway.http.body=big",
                "millrace.gateway.http.body-silence=0s",
                "millrace.gateway.streaming.scans=0",
                "millrace.gateway.streaming.heartbeat=often"
            })
    void nonsenseIsRefusedAtTheStart(String setting) {
        application
                .withPropertyValues("millrace.keys[0].tenant=t", "millrace.keys[0].key=k", setting)
                .run(context -> assertThat(context).hasFailed());
    }
}
