package dev.millrace.executor.engine;

import dev.millrace.StepCompleted;
import dev.millrace.TokensStreamed;
import dev.millrace.TurnRequested;
import dev.millrace.WorkCanceled;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.executor.kinds.LaneWeights;
import dev.millrace.executor.kinds.TurnWork;
import dev.millrace.executor.tokens.SentTokens;
import dev.millrace.executor.tokens.TokenStreams;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Turn topics of a test's own, on a real broker. */
final class TurnTopics {

    static final int PARTITIONS = 4;

    private final String bootstrapServers;
    private final Topic<String, TurnRequested> high;
    private final Topic<String, TurnRequested> low;
    private final Topic<String, TurnRequested> retry;
    private final Topic<String, StepCompleted> outcomes;
    private final Topic<String, WorkCanceled> canceled;
    private final Topic<String, TokensStreamed> tokens;
    private final EventSerdes serdes = EventSerdes.inMemory();

    TurnTopics(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.high = topic(name + ".high", TurnRequested.class);
        this.low = topic(name + ".low", TurnRequested.class);
        this.retry = topic(name + ".retry", TurnRequested.class);
        this.canceled = topic(name + ".canceled", WorkCanceled.class);
        this.outcomes = topic(name + ".outcomes", StepCompleted.class);
        this.tokens = topic(name + ".tokens", TokensStreamed.class);
    }

    private static <V extends SpecificRecord> Topic<String, V> topic(String name, Class<V> type) {
        return new Topic<>(name, String.class, type, PARTITIONS, Duration.ofHours(1));
    }

    void create() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<NewTopic> topics = new ArrayList<>();
            for (Topic<?, ?> topic : List.of(high, low, retry, outcomes, canceled, tokens)) {
                for (String name : List.of(topic.name(), topic.deadLetterName())) {
                    topics.add(new NewTopic(name, PARTITIONS, (short) 1).configs(topic.settings()));
                }
            }
            admin.createTopics(topics).all().get();
        }
    }

    EventSerdes serdes() {
        return serdes;
    }

    Topic<String, TurnRequested> high() {
        return high;
    }

    Topic<String, TurnRequested> retry() {
        return retry;
    }

    Topic<String, StepCompleted> outcomes() {
        return outcomes;
    }

    String canceled() {
        return canceled.name();
    }

    /** Says that the work of a task is no longer wanted. */
    void cancel(String task) {
        WorkCanceled cancel =
                WorkCanceled.newBuilder().setTaskId(task).setAt(Instant.now()).build();
        byte[] value = serdes.serializer(canceled).serialize(canceled.name(), cancel);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            Future<?> _ = producer.send(new ProducerRecord<>(canceled.name(), bytes(task), value));
        }
    }

    /** Asks for turns of the tasks {@code r<from> …} once more. */
    void requestRetries(int from, int to) {
        Serializer<TurnRequested> serializer = serdes.serializer(retry);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int task = from; task < to; task++) {
                byte[] value = serializer.serialize(retry.name(), request("r" + task));
                Future<?> _ =
                        producer.send(new ProducerRecord<>(retry.name(), bytes("r" + task), value));
            }
        }
    }

    /** Turns read from these topics. */
    WorkKind<TurnRequested, StepCompleted> work(TurnRunner runner) {
        return work(runner, new SentTokens().streams());
    }

    /** The same, with words told there. */
    WorkKind<TurnRequested, StepCompleted> work(TurnRunner runner, TokenStreams words) {
        return new Work(
                new TurnWork(runner, new LaneWeights(8, 4, 1, 4), 0.25, words, Clock.systemUTC()));
    }

    Topic<String, TokensStreamed> tokens() {
        return tokens;
    }

    /** Asks for turns of the tasks {@code t0, t1 …}. */
    void request(int from, int to) {
        Serializer<TurnRequested> serializer = serdes.serializer(high);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int task = from; task < to; task++) {
                Topic<String, TurnRequested> lane = task % 2 == 0 ? high : low;
                byte[] value = serializer.serialize(lane.name(), request("t" + task));
                Future<?> _ =
                        producer.send(new ProducerRecord<>(lane.name(), bytes("t" + task), value));
            }
        }
    }

    /** Asks for turns in transactions, every second of which is aborted. */
    void requestInTransactions(int transactions) {
        Serializer<TurnRequested> serializer = serdes.serializer(high);
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        high.name(),
                        "max.in.flight.requests.per.connection",
                        1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int transaction = 0; transaction < transactions; transaction++) {
                producer.beginTransaction();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    String task = "t" + transaction + "-" + partition;
                    byte[] value = serializer.serialize(high.name(), request(task));
                    Future<?> _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            high.name(), partition, bytes(task), value));
                }
                if (transaction % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }
    }

    /** How many offsets lie between what a group has committed and the end of the topics. */
    long lag(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                latest.put(new TopicPartition(high.name(), partition), OffsetSpec.latest());
            }
            long lag = 0;
            for (var end : admin.listOffsets(latest).all().get().entrySet()) {
                OffsetAndMetadata offset = committed.get(end.getKey());
                lag += end.getValue().offset() - (offset == null ? 0 : offset.offset());
            }
            return lag;
        }
    }

    void sendRaw(Topic<?, ?> topic, byte[] key, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            Future<?> _ = producer.send(new ProducerRecord<>(topic.name(), 0, key, value));
        }
    }

    static TurnRequested request(String task) {
        return TurnRequested.newBuilder()
                .setTaskId(task)
                .setTenantId("tenant" + task.hashCode() % 3)
                .setAgent("default")
                .setStep(1)
                .setPrompt("What is the question? ".repeat(20))
                .setDeadline(Instant.now().plus(Duration.ofMinutes(10)))
                .setRequestedAt(Instant.now())
                .build();
    }

    List<StepCompleted> outcomesSoFar() {
        var deserializer = serdes.deserializer(outcomes);
        return read(outcomes.name()).stream()
                .map(record -> deserializer.deserialize(record.topic(), record.value()))
                .toList();
    }

    /** In the order in which Kafka has them. */
    List<TokensStreamed> tokensSoFar() {
        var deserializer = serdes.deserializer(tokens);
        return read(tokens.name()).stream()
                .map(record -> deserializer.deserialize(record.topic(), record.value()))
                .toList();
    }

    /** Asks for a turn whose words are wanted. */
    void requestStreamed(String task) {
        TurnRequested streamed = TurnRequested.newBuilder(request(task)).setStream(true).build();
        byte[] value = serdes.serializer(high).serialize(high.name(), streamed);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            Future<?> _ = producer.send(new ProducerRecord<>(high.name(), bytes(task), value));
        }
    }

    List<ConsumerRecord<byte[], byte[]>> deadLettersSoFar() {
        return read(high.deadLetterName());
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        5,
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Work implements WorkKind<TurnRequested, StepCompleted> {

        private final TurnWork turns;

        Work(TurnWork turns) {
            this.turns = turns;
        }

        @Override
        public String name() {
            return turns.name();
        }

        @Override
        public List<Lane<TurnRequested>> lanes() {
            return List.of(new Lane<>(high, 8), new Lane<>(low, 1), new Lane<>(retry, 4, 0.25));
        }

        @Override
        public Topic<String, StepCompleted> outcomes() {
            return outcomes;
        }

        @Override
        public String taskId(TurnRequested work) {
            return turns.taskId(work);
        }

        @Override
        public String tenantId(TurnRequested work) {
            return turns.tenantId(work);
        }

        @Override
        public Instant deadline(TurnRequested work) {
            return turns.deadline(work);
        }

        @Override
        public Optional<Instant> startBefore(TurnRequested work) {
            return turns.startBefore(work);
        }

        @Override
        public Traits traits(TurnRequested work) {
            return turns.traits(work);
        }

        @Override
        public Outcome<StepCompleted> perform(TurnRequested work, Call call)
                throws InterruptedException {
            return turns.perform(work, call);
        }

        @Override
        public CallSpan span(TurnRequested work, Outcome<StepCompleted> outcome) {
            return turns.span(work, outcome);
        }

        @Override
        public Outcome<StepCompleted> failed(TurnRequested work, Call call, Failed failure) {
            return turns.failed(work, call, failure);
        }
    }
}
