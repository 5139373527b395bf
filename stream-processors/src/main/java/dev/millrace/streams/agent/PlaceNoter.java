package dev.millrace.streams.agent;

import dev.millrace.TaskAdmitted;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;

/** Notes where an admitted task lies: its dead letter names the place. */
final class PlaceNoter extends ContextualFixedKeyProcessor<String, TaskAdmitted, AgentEvent> {

    @Override
    public void process(FixedKeyRecord<String, TaskAdmitted> record) {
        @Nullable TaskAdmitted task = record.value();
        Place place =
                context()
                        .recordMetadata()
                        .map(found -> new Place(found.partition(), found.offset()))
                        .orElse(Place.UNKNOWN);
        context().forward(record.withValue(event(task, place)));
    }

    @SuppressWarnings("NullAway") // a tombstone stays one; Kafka's interface does not declare it
    private static AgentEvent event(@Nullable TaskAdmitted task, Place place) {
        return task == null ? null : new AgentEvent.Admitted(task, place);
    }
}
