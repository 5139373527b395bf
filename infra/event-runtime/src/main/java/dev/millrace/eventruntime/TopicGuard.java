package dev.millrace.eventruntime;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of the catalogue that are missing and refuses to start on one with another
 * number of partitions.
 */
public final class TopicGuard {

    private static final Logger LOG = LoggerFactory.getLogger(TopicGuard.class);
    private static final int REQUEST_TIMEOUT_MS = 5_000;
    private static final long FIRST_WAIT_MS = 250;
    private static final long LONGEST_WAIT_MS = 5_000;

    private final KafkaConnection kafka;
    private final TopicSettings settings;

    public TopicGuard(KafkaConnection kafka, TopicSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
    }

    /**
     * Waits for the broker, then creates and checks the topics.
     *
     * @throws IllegalStateException if a topic has another number of partitions than the catalogue
     *     says, or is missing and may not be created
     */
    public void ensureTopics() {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put("request.timeout.ms", REQUEST_TIMEOUT_MS);
        properties.put("default.api.timeout.ms", REQUEST_TIMEOUT_MS);
        long wait = FIRST_WAIT_MS;
        try (Admin admin = Admin.create(properties)) {
            while (true) {
                try {
                    check(admin);
                    return;
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof RetriableException)) {
                        throw new IllegalStateException(
                                "cannot check the topics: " + e.getMessage(), e);
                    }
                    LOG.warn(
                            "Kafka at {} is not ready ({}): next try in {} ms",
                            kafka.bootstrapServers(),
                            e.getCause().toString(),
                            wait);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
                wait = Math.min(wait * 2, LONGEST_WAIT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while waiting for Kafka at " + kafka.bootstrapServers(), e);
        }
    }

    private void check(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, NewTopic> wanted = wanted();
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> missing =
                wanted.values().stream().filter(topic -> !present.contains(topic.name())).toList();
        if (!missing.isEmpty() && !settings.create()) {
            throw new IllegalStateException(
                    "topics are missing: "
                            + missing.stream().map(NewTopic::name).toList()
                            + ". Create them, or set millrace.topics.create=true");
        }
        create(admin, missing);
        awaitLeaders(admin, missing);
        Map<String, TopicDescription> described = describe(admin, wanted.keySet());
        List<String> wrong = new ArrayList<>();
        for (NewTopic topic : wanted.values()) {
            TopicDescription description = described.get(topic.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.numPartitions()) {
                wrong.add(
                        topic.name()
                                + " has "
                                + partitions
                                + " partitions instead of "
                                + topic.numPartitions());
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(
                    "the number of partitions is fixed for life, but " + String.join(", ", wrong));
        }
    }

    /**
     * Waits until every partition that was just made has a leader that answers. Before that a burst
     * of an idempotent producer can lose its first batch to NOT_LEADER, have a later one accepted
     * and then wait for its delivery timeout.
     */
    private static void awaitLeaders(Admin admin, List<NewTopic> made)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (NewTopic topic : made) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        if (!partitions.isEmpty()) {
            admin.listOffsets(partitions).all().get();
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin, Set<String> names)
            throws ExecutionException, InterruptedException {
        return admin.describeTopics(names).allTopicNames().get();
    }

    private static void create(Admin admin, List<NewTopic> missing)
            throws ExecutionException, InterruptedException {
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                // Another service may have created it in the same moment.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private Map<String, NewTopic> wanted() {
        Map<String, NewTopic> wanted = new HashMap<>();
        for (Topic<String, ? extends SpecificRecord> topic : Topics.all()) {
            wanted.put(topic.name(), newTopic(topic.name(), topic.partitions(), topic.settings()));
            wanted.put(
                    topic.deadLetterName(),
                    newTopic(
                            topic.deadLetterName(),
                            topic.partitions(),
                            topic.deadLetterSettings()));
        }
        return wanted;
    }

    private NewTopic newTopic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, partitions, settings.replicationFactor()).configs(configs);
    }
}
