package dev.millrace.executor.engine;

import java.util.Collection;
import java.util.Map;

/** Tells the ids of topics, which change when a topic is deleted and created again. */
@FunctionalInterface
interface TopicIds {

    /**
     * The id of each topic that exists.
     *
     * @throws org.apache.kafka.common.KafkaException if that cannot be found out now
     */
    Map<String, String> of(Collection<String> topics);
}
