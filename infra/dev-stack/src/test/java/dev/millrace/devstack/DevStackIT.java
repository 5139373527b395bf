package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.junit.DevStackExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DevStackExtension.class)
class DevStackIT {

    private static final String SCHEMA =
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\",\\\"fields\\\":"
                    + "[{\\\"name\\\":\\\"%s\\\",\\\"type\\\":\\\"%s\\\"}]}\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void dataSurvivesAKillOfEachServer(DevStack stack) throws Exception {
        produce(stack, "letters", List.of("a", "b", "c"));
        String schemas = stack.registryUrl() + "/subjects/letters-value/versions";
        String id = send("POST", schemas, SCHEMA.formatted("text", "string")).body();
        send("PUT", stack.elasticsearchUrl() + "/letters/_doc/1", "{\"letter\":\"a\"}");

        List<ProcessStatus> before = stack.statuses();
        List.of(Ports.KAFKA, Ports.REGISTRY, Ports.ELASTICSEARCH).forEach(stack::kill);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> stack.statuses().stream().allMatch(status -> status.restarts() > 0));
        stack.awaitHealthy(Duration.ofSeconds(60));

        assertThat(stack.statuses())
                .extracting(ProcessStatus::restarts)
                .allMatch(restarts -> restarts >= 1)
                .hasSize(before.size());
        produce(stack, "letters", List.of("d"));
        assertThat(consume(stack, "letters", 4)).containsExactly("a", "b", "c", "d");
        assertThat(send("POST", schemas, SCHEMA.formatted("text", "string")).body()).isEqualTo(id);
        assertThat(send("GET", stack.elasticsearchUrl() + "/letters/_doc/1", "").body())
                .contains("\"letter\":\"a\"");
    }

    @Test
    void theRegistryRefusesAnIncompatibleSchema(DevStack stack) throws Exception {
        String versions = stack.registryUrl() + "/subjects/strict-value/versions";
        assertThat(send("POST", versions, SCHEMA.formatted("text", "string")).statusCode())
                .isEqualTo(200);

        HttpResponse<String> answer = send("POST", versions, SCHEMA.formatted("other", "int"));

        assertThat(answer.statusCode()).isEqualTo(409);
    }

    @Test
    void elasticsearchCreatesDataStreamsFromTemplates(DevStack stack) throws Exception {
        String url = stack.elasticsearchUrl();
        send(
                "PUT",
                url + "/_index_template/clicks",
                "{\"index_patterns\":[\"clicks-*\"],\"data_stream\":{},\"priority\":500}");

        HttpResponse<String> created =
                send(
                        "PUT",
                        url + "/clicks-default/_create/1?refresh=true",
                        "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"page\":\"home\"}");

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(send("GET", url + "/clicks-default/_search?q=page:home", "").body())
                .contains("\"page\":\"home\"");
        assertThat(send("GET", url, "").body()).contains("You Know, for Search");
    }

    @Test
    void aSecondStackOnTheSamePortsIsRefusedWithTheHoldersNames(
            DevStack stack, @TempDir Path folder) {
        Path checkout = stack.installation().checkout();

        assertThatThrownBy(() -> DevStack.start(checkout, folder, stack.ports()))
                .isInstanceOf(StackFailedException.class)
                .hasMessageContaining("Port " + stack.ports().of(Ports.KAFKA) + " (kafka)")
                .hasMessageContaining("MILLRACE_KAFKA_PORT")
                .hasMessageContaining("MILLRACE_ELASTICSEARCH_PORT")
                .hasMessageContaining("BrokerMain");
    }

    @Test
    void nothingIsLeftAfterAStop(DevStack other, @TempDir Path folder) throws Exception {
        DevStack stack = DevStack.start(other.installation().checkout(), folder, Ports.free());
        List<ProcessHandle> processes =
                stack.statuses().stream()
                        .map(status -> ProcessHandle.of(status.pid()).orElseThrow())
                        .toList();
        assertThat(processes).hasSize(3).allMatch(ProcessHandle::isAlive);

        stack.close();

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    private static void produce(DevStack stack, String topic, List<String> values)
            throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.bootstrapServers());
        try (Admin admin = Admin.create(settings);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(
                                settings, new StringSerializer(), new StringSerializer())) {
            if (!admin.listTopics().names().get().contains(topic)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            }
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get();
            }
        }
    }

    private static List<String> consume(DevStack stack, String topic, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        stack.bootstrapServers(),
                        "isolation.level",
                        "read_committed");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
                    values.add(found.value());
                }
            }
        }
        return values;
    }

    private HttpResponse<String> send(String method, String url, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
    }
}
