package dev.millrace.eventruntime;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a service reaches the schema registry and which classes put events into bytes.
 *
 * @param registryUrl the registry's address with the path of its Confluent API
 * @param serializer the class of the serializer; it has a constructor that takes a {@code
 *     SchemaRegistryClient}
 * @param deserializer the class of the deserializer; it has a constructor that takes a {@code
 *     SchemaRegistryClient}
 * @param cacheFile where schemas and their ids are kept, so that a service starts while the
 *     registry is down
 * @param timeout how long one question to the registry may take
 * @param properties properties of serializer, deserializer and registry client passed through
 *     untouched
 */
@Validated
@ConfigurationProperties("millrace.schemas")
public record SchemaSettings(
        @NotBlank @DefaultValue("http://127.0.0.1:8081/apis/ccompat/v7") String registryUrl,
        @NotBlank @DefaultValue("io.confluent.kafka.serializers.KafkaAvroSerializer")
                String serializer,
        @NotBlank @DefaultValue("io.confluent.kafka.serializers.KafkaAvroDeserializer")
                String deserializer,
        @DefaultValue(".millrace/data/schemas.json") Path cacheFile,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue Map<String, String> properties) {

    /** Settings for a registry, with defaults for the rest. */
    public static SchemaSettings of(String registryUrl, Path cacheFile) {
        return new SchemaSettings(
                registryUrl,
                "io.confluent.kafka.serializers.KafkaAvroSerializer",
                "io.confluent.kafka.serializers.KafkaAvroDeserializer",
                cacheFile,
                Duration.ofSeconds(3),
                Map.of());
    }
}
