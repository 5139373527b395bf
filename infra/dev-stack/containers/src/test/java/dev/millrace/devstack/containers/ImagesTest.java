package dev.millrace.devstack.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImagesTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout"));

    @Test
    void theImagesAreThoseOfTheComposeFile() {
        Images images = Images.of(CHECKOUT, _ -> null);

        assertThat(images.kafka()).startsWith("apache/kafka:");
        assertThat(images.registry()).startsWith("apicurio/apicurio-registry:");
        assertThat(images.elasticsearch())
                .startsWith("docker.elastic.co/elasticsearch/elasticsearch:");
    }

    @Test
    void theEnvironmentNamesOthers() {
        Images images = Images.of(CHECKOUT, Map.of("MILLRACE_KAFKA_IMAGE", "mirror/kafka:1")::get);

        assertThat(images.kafka()).isEqualTo("mirror/kafka:1");
        assertThat(images.registry()).startsWith("apicurio/");
    }

    @Test
    void anEmptyVariableIsNone() {
        Images images = Images.of(CHECKOUT, _ -> " ");

        assertThat(images.all()).allMatch(image -> image.contains(":"));
    }
}
