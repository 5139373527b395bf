package dev.millrace.executor.engine;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.executor.engine.WorkKind.Lane;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the records of a kind of work, whichever of its lanes they came in. */
final class WorkReader<I extends SpecificRecord> {

    private final String kind;
    private final List<String> topics;
    private final List<Deserializer<I>> deserializers;

    WorkReader(WorkKind<I, ?> kind, EventSerdes serdes) {
        this.kind = kind.name();
        this.topics = kind.lanes().stream().map(Lane::topic).map(topic -> topic.name()).toList();
        this.deserializers =
                kind.lanes().stream().map(Lane::topic).map(serdes::deserializer).toList();
    }

    /** The topics of the lanes, in their order. */
    List<String> topics() {
        return topics;
    }

    int lane(String topic) {
        int lane = topics.indexOf(topic);
        if (lane < 0) {
            throw new IllegalArgumentException(topic + " is no lane of " + kind);
        }
        return lane;
    }

    /**
     * @throws UndecodableRecordException if the record is no work
     * @throws RegistryUnavailableException if the registry has to be asked and cannot be
     */
    I read(int lane, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new UndecodableRecordException("a record of " + record.topic() + " has no value");
        }
        return deserializers
                .get(lane)
                .deserialize(record.topic(), record.headers(), record.value());
    }
}
