import dev.millrace.Citation;
import dev.millrace.Document;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.TrustedAvroClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Submits a task on Kafka, without HTTP, and waits for its result.
 *
 * <p>Arguments: bootstrap servers, URL of the schema registry, prompt and, if you like, a text file
 * that the answer may quote.
 */
public final class SubmitTask {

    private static final String TENANT = "dev";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private SubmitTask() {}

    public static void main(String[] arguments) throws Exception {
        TrustedAvroClasses.install();
        String bootstrapServers = arguments[0];
        String registryUrl = arguments[1];
        TaskRequested request =
                TaskRequested.newBuilder()
                        // An id of your own makes a repeated request run once.
                        .setTaskId(UUID.randomUUID().toString())
                        .setTenantId(TENANT)
                        .setPrompt(arguments[2])
                        .setDocuments(documents(arguments))
                        .setSubmittedAt(Instant.now())
                        .build();

        try (KafkaConsumer<String, TaskResult> results = results(bootstrapServers, registryUrl);
                KafkaProducer<String, TaskRequested> requests =
                        requests(bootstrapServers, registryUrl)) {
            startAtTheEnd(results);
            requests.send(new ProducerRecord<>(Topics.TASKS_REQUESTED.name(), TENANT, request))
                    .get();
            System.out.println("Submitted task " + request.getTaskId());
            TaskResult result = await(results, request.getTaskId());
            print(result);
            System.exit(result.getState() == TaskState.completed ? 0 : 1);
        }
    }

    private static KafkaProducer<String, TaskRequested> requests(String brokers, String registry) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        "acks", "all",
                        "max.request.size", 9 * 1024 * 1024,
                        "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                        "value.serializer", "io.confluent.kafka.serializers.KafkaAvroSerializer",
                        "schema.registry.url", registry,
                        // Keeps what only Java needs out of the registered schema.
                        "avro.remove.java.properties", true));
    }

    private static KafkaConsumer<String, TaskResult> results(String brokers, String registry) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        // Results of transactions that were given up are never seen.
                        "isolation.level", "read_committed",
                        "key.deserializer",
                                "org.apache.kafka.common.serialization.StringDeserializer",
                        "value.deserializer",
                                "io.confluent.kafka.serializers.KafkaAvroDeserializer",
                        "schema.registry.url", registry,
                        "specific.avro.reader", true));
    }

    /** Fixes where to read from before the task is submitted, so that no result is too early. */
    private static void startAtTheEnd(KafkaConsumer<String, TaskResult> results) {
        List<TopicPartition> partitions =
                results.partitionsFor(Topics.TASKS_RESULTS.name()).stream()
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .toList();
        results.assign(partitions);
        results.seekToEnd(partitions);
        partitions.forEach(results::position);
    }

    private static TaskResult await(KafkaConsumer<String, TaskResult> results, String taskId) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            for (ConsumerRecord<String, TaskResult> result : results.poll(Duration.ofMillis(200))) {
                if (result.key().equals(taskId)) {
                    return result.value();
                }
            }
        }
        throw new IllegalStateException("no result of task " + taskId + " after " + PATIENCE);
    }

    private static List<Document> documents(String[] arguments) throws Exception {
        if (arguments.length < 4) {
            return List.of();
        }
        Path file = Path.of(arguments[3]);
        return List.of(
                Document.newBuilder()
                        .setId(file.getFileName().toString())
                        .setText(Files.readString(file))
                        .build());
    }

    private static void print(TaskResult result) {
        System.out.println(result.getState() + ": " + result.getText());
        for (Citation citation : result.getCitations()) {
            System.out.println("  " + citation.getDocumentId() + ": \"" + citation.getQuote() + "\"");
        }
        if (result.getError() != null) {
            System.out.println("  " + result.getError().getDetail());
        }
    }
}
