package dev.millrace.streams.admission;

import dev.millrace.TaskRequested;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.runtime.StateSerdes;
import dev.millrace.streams.state.MisplacedRequest;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Carries requests, with the place where they were found, to the partition of their tenant. */
final class FoundRequestSerde {

    private static final String TOPIC = Topics.TASKS_REQUESTED.name();

    private FoundRequestSerde() {}

    static Serde<FoundRequest> of(EventSerdes serdes, String defaultTenant) {
        Serde<MisplacedRequest> carrier = StateSerdes.of(MisplacedRequest.class);
        Serializer<TaskRequested> serializer = serdes.serializer(Topics.TASKS_REQUESTED);
        Deserializer<TaskRequested> deserializer = serdes.deserializer(Topics.TASKS_REQUESTED);
        return Serdes.serdeFrom(
                (topic, found) ->
                        carrier.serializer().serialize(topic, misplaced(found, serializer)),
                (topic, bytes) ->
                        found(
                                carrier.deserializer().deserialize(topic, bytes),
                                deserializer,
                                defaultTenant));
    }

    private static MisplacedRequest misplaced(
            FoundRequest found, Serializer<TaskRequested> serializer) {
        Origin origin = found.origin();
        return new MisplacedRequest(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.recordedAt(),
                ByteBuffer.wrap(serializer.serialize(TOPIC, found.request())));
    }

    private static FoundRequest found(
            MisplacedRequest misplaced,
            Deserializer<TaskRequested> deserializer,
            String defaultTenant) {
        ByteBuffer buffer = misplaced.getRequest();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        TaskRequested request = deserializer.deserialize(TOPIC, bytes);
        return new FoundRequest(
                new Origin(
                        misplaced.getTopic(),
                        misplaced.getPartition(),
                        misplaced.getOffset(),
                        misplaced.getRecordedAt()),
                request.getTenantId().isBlank() ? defaultTenant : request.getTenantId(),
                request);
    }
}
