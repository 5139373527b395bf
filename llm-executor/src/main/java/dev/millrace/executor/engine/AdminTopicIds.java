package dev.millrace.executor.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Asks the broker for the ids of topics. */
final class AdminTopicIds implements TopicIds {

    private static final int TIMEOUT_MS = 5_000;

    private final Map<String, Object> clientProperties;

    AdminTopicIds(Map<String, Object> clientProperties) {
        this.clientProperties = new HashMap<>(clientProperties);
        this.clientProperties.put("request.timeout.ms", TIMEOUT_MS);
        this.clientProperties.put("default.api.timeout.ms", TIMEOUT_MS);
    }

    @Override
    public Map<String, String> of(Collection<String> topics) {
        // Asked once for each rebalance: not worth a connection that stays open.
        try (Admin admin = Admin.create(clientProperties)) {
            Map<String, String> ids = new HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
            return ids;
        } catch (ExecutionException e) {
            throw new KafkaException("cannot ask for the ids of " + topics, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking for the ids of " + topics, e);
        }
    }
}
