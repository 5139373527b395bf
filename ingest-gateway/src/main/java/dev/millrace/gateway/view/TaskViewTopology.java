package dev.millrace.gateway.view;

import dev.millrace.TaskResult;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** The view of all tasks: events and results, brought together by task. */
final class TaskViewTopology {

    private final EventSerdes serdes;
    private final ViewSettings settings;
    private final ViewListener listener;

    TaskViewTopology(EventSerdes serdes, ViewSettings settings, ViewListener listener) {
        this.serdes = serdes;
        this.settings = settings;
        this.listener = listener;
    }

    void build(StreamsBuilder builder) {
        builder.addStateStore(TaskStore.tasks());
        builder.addStateStore(TaskStore.due());
        builder.addStateStore(TimelineStore.events());
        read(builder, Topics.TASKS_EVENTS, "events-source")
                .process(
                        () -> new EventProcessor(settings, listener),
                        Named.as("fold-event"),
                        TaskStore.TASKS,
                        TaskStore.DUE,
                        TimelineStore.EVENTS);
        read(builder, Topics.TASKS_RESULTS, "results-source")
                .process(
                        () ->
                                new ViewRecordProcessor<>(
                                        TaskFold::result,
                                        TaskResult::getTaskId,
                                        settings,
                                        listener),
                        Named.as("fold-result"),
                        TaskStore.TASKS,
                        TaskStore.DUE);
    }

    private <V extends SpecificRecord> KStream<String, V> read(
            StreamsBuilder builder, Topic<String, V> topic, String name) {
        return builder.stream(
                topic.name(),
                Consumed.with(Serdes.String(), serdes.serde(topic))
                        // What is older would be dropped as expired.
                        .withOffsetResetPolicy(AutoOffsetReset.byDuration(settings.horizon()))
                        .withName(name));
    }
}
