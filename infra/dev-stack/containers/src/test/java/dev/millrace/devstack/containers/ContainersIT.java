package dev.millrace.devstack.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.millrace.devstack.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;

/** On whatever images are on this machine already: an ordinary run of the tests pulls none. */
class ContainersIT {

    private static final Duration RECOVERED = Duration.ofSeconds(90);
    private static final String SCHEMA =
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\",\\\"fields\\\":"
                    + "[{\\\"name\\\":\\\"%s\\\",\\\"type\\\":\\\"%s\\\"}]}\"}";

    private static ContainerStack stack;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        Images images = Images.of(Path.of(System.getProperty("millrace.checkout")));
        DockerClient docker = client();
        for (String image : images.all()) {
            assumeTrue(isHere(docker, image), "skipped: the image " + image + " is not present");
        }
        stack = ContainerStack.start(images);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void dataSurvivesAKillOfEachServer() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic("letters", 1, (short) 1))).all().get();
        }
        produce(kafka, "a");
        String schemas = stack.registryUrl() + "/subjects/letters-value/versions";
        String id = send("POST", schemas, SCHEMA.formatted("text", "string"));
        send("PUT", stack.elasticsearchUrl() + "/letters/_doc/1", "{\"letter\":\"a\"}");

        List.of(Ports.KAFKA, Ports.REGISTRY, Ports.ELASTICSEARCH).forEach(stack::kill);
        stack.awaitHealthy(RECOVERED);

        produce(kafka, "b");
        assertThat(consume(kafka)).containsExactly("a", "b");
        assertThat(send("POST", schemas, SCHEMA.formatted("text", "string"))).isEqualTo(id);
        assertThat(send("GET", stack.elasticsearchUrl() + "/letters/_doc/1", ""))
                .contains("\"letter\":\"a\"");
    }

    @Test
    void theRegistryRefusesAnIncompatibleSchema() throws Exception {
        String versions = stack.registryUrl() + "/subjects/strict-value/versions";
        send("POST", versions, SCHEMA.formatted("text", "string"));

        assertThat(send("POST", versions, SCHEMA.formatted("other", "int"))).contains("409");
    }

    /** Making a client starts what cleans up afterwards, which is an image too. */
    private static DockerClient client() {
        try {
            assumeTrue(
                    DockerClientFactory.instance().isDockerAvailable(),
                    "skipped: Docker is not present");
            return DockerClientFactory.instance().client();
        } catch (ContainerFetchException e) {
            return abort("skipped: the image of testcontainers/ryuk is not present");
        }
    }

    private static boolean isHere(DockerClient docker, String image) {
        try {
            docker.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }

    private static void produce(Map<String, Object> kafka, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("letters", value)).get();
        }
    }

    private static List<String> consume(Map<String, Object> kafka) {
        TopicPartition partition = new TopicPartition("letters", 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(RECOVERED).records(partition).stream()
                    .map(record -> record.value())
                    .toList();
        }
    }

    private String send(String method, String url, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
