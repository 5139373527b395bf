package dev.millrace.gateway.view;

import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Where Kafka's default partitioner puts a key of the topics that the view reads. */
final class ViewPartitions {

    private ViewPartitions() {}

    static int of(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % Topics.PARTITIONS;
    }
}
