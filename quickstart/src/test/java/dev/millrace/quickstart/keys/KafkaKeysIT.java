package dev.millrace.quickstart.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.KeyOrder;
import dev.millrace.apikeys.SecretPlace;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.eventruntime.TopicGuard;
import dev.millrace.eventruntime.TopicSettings;
import dev.millrace.quickstart.CommandFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
@ExtendWith(DevStackExtension.class)
class KafkaKeysIT {

    @TempDir private Path folder;

    @Test
    void keysAreMadeAndEndedOnKafkaItself(ServerStack stack) throws Exception {
        KafkaConnection kafka = new KafkaConnection(stack.bootstrapServers(), Map.of());
        new TopicGuard(kafka, new TopicSettings(true, (short) 1)).ensureTopics();
        SecretPlace place = new SecretPlace("", folder.resolve("secret"));
        InstallationSecret secret = place.findOrMake();
        try (KeyTopic topic =
                        new KeyTopic(
                                kafka,
                                SchemaSettings.of(
                                        stack.registryUrl(), folder.resolve("schemas.json")));
                Keys keys = new KafkaKeys(topic, place, "command line (test)")) {
            JsonNode made = keys.create(new KeyOrder("ci", "acme", "", Set.of("admin"), null));
            String id = made.get("id").asString();
            ApiKeyRecorded recorded = topic.read().find(id).orElseThrow();
            assertThat(recorded.getDigest()).isEqualTo(secret.digest(made.get("key").asString()));
            assertThat(recorded.toString()).doesNotContain(made.get("key").asString());

            JsonNode next = keys.rotate(id, Duration.ofHours(1));
            assertThat(next.get("tenant").asString()).isEqualTo("acme");
            assertThat(keys.revoke(id).get("state").asString()).isEqualTo("revoked");
            assertThat(keys.list())
                    .filteredOn(key -> key.get("tenant").asString().equals("acme"))
                    .extracting(key -> key.get("state").asString())
                    .containsExactlyInAnyOrder("revoked", "active");
            assertThatThrownBy(() -> keys.rotate(id, Duration.ZERO))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("revoked already");
            Keys elsewhere =
                    new KafkaKeys(
                            topic, new SecretPlace("", folder.resolve("another")), "command line");
            assertThatThrownBy(() -> elsewhere.rotate(next.get("id").asString(), Duration.ZERO))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("not the secret");
            assertThat(folder.resolve("another")).doesNotExist();
            assertThatThrownBy(() -> keys.revoke("nothing"))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("no key nothing");
        }
    }
}
