package dev.millrace.eventruntime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class ConfiguredSecretsTest {

    @Test
    void secretsAreFoundByTheNamesOfTheirKeysAndInUrls() {
        MockEnvironment environment =
                new MockEnvironment()
                        .withProperty("MILLRACE_MODEL_API_KEY", "planted-1")
                        .withProperty("millrace.identity.keys[0].key", "planted-2")
                        .withProperty("MILLRACE_KEYS_1_KEY", "planted-3")
                        .withProperty("MILLRACE_KEY_SECRET", "planted-4")
                        .withProperty("MILLRACE_DEV_KEY", "planted-5")
                        .withProperty("millrace.elasticsearch.password", "planted-6")
                        .withProperty("MILLRACE_ELASTICSEARCH_URL", "https://u:planted%2D7@es:9200")
                        .withProperty(
                                "millrace.kafka.properties.sasl.jaas.config",
                                "Plain required username=\"u\" password=\"planted-8\";")
                        .withProperty("WEATHER_TOKEN", "planted-9")
                        .withProperty(
                                "millrace.schemas.properties.basic.auth.user.info", "u:planted-10")
                        .withProperty("broken.password", "${nowhere}")
                        .withProperty("MILLRACE_MODEL_NAME", "gpt-4o")
                        .withProperty("millrace.limits.tokens", "1000000");

        assertThat(ConfiguredSecrets.of(environment))
                .contains(
                        "planted-1",
                        "planted-2",
                        "planted-3",
                        "planted-4",
                        "planted-5",
                        "planted-6",
                        "planted%2D7",
                        "planted-7",
                        "planted-8",
                        "planted-9",
                        "u:planted-10")
                .doesNotContain("gpt-4o", "1000000");
    }
}
