package dev.millrace.sink.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ElasticsearchSettingsTest {

    @EnableConfigurationProperties(ElasticsearchSettings.class)
    private static final class Bound {}

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void defaultsReachTheDevelopmentStack() {
        application.run(
                context -> {
                    ElasticsearchSettings settings = context.getBean(ElasticsearchSettings.class);
                    assertThat(settings.url()).isEqualTo(URI.create("http://127.0.0.1:9200"));
                    assertThat(settings.responseTimeout()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(settings.authorization()).isNull();
                });
    }

    @Test
    void anApiKeyGoesBeforeAUser() {
        application
                .withPropertyValues(
                        "millrace.elasticsearch.api-key=abc",
                        "millrace.elasticsearch.username=u",
                        "millrace.elasticsearch.password=p")
                .run(
                        context ->
                                assertThat(
                                                context.getBean(ElasticsearchSettings.class)
                                                        .authorization())
                                        .isEqualTo("ApiKey abc"));
    }

    @Test
    void aUserIsSentAsBasicCredentials() {
        application
                .withPropertyValues(
                        "millrace.elasticsearch.api-key=",
                        "millrace.elasticsearch.username=u",
                        "millrace.elasticsearch.password=p")
                .run(
                        context ->
                                assertThat(
                                                context.getBean(ElasticsearchSettings.class)
                                                        .authorization())
                                        .isEqualTo("Basic dTpw"));
    }

    @Test
    void anAddressWithoutASchemeIsRefused() {
        application
                .withPropertyValues("millrace.elasticsearch.url=localhost:9200")
                .run(
                        context ->
                                assertThat(context.getStartupFailure())
                                        .hasStackTraceContaining("must begin with http://"));
    }
}
