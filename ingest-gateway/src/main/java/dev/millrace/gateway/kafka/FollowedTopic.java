package dev.millrace.gateway.kafka;

import dev.millrace.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * What a {@link LogFollower} follows, and how.
 *
 * @param topic followed with all its partitions
 * @param subject what is read, as the begin of a sentence in the gateway's log
 * @param thread the name of the thread
 * @param poll how long the thread waits for records at a time
 * @param properties of the consumer
 */
public record FollowedTopic(
        Topic<?, ?> topic,
        String subject,
        String thread,
        Duration poll,
        Map<String, Object> properties) {

    public FollowedTopic {
        properties = Map.copyOf(properties);
    }

    List<TopicPartition> partitions() {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }
}
