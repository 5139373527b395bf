package dev.millrace.gateway.view;

import dev.millrace.TaskEvent;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Brings events into the tasks and their timelines, and forgets old ones of both. */
final class EventProcessor extends ViewRecordProcessor<TaskEvent> {

    private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(10);

    private TimelineStore timelines;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    EventProcessor(ViewSettings settings, ViewListener listener) {
        super(TaskFold::event, TaskEvent::getTaskId, settings, listener);
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        timelines = new TimelineStore(context);
        context.schedule(EXPIRY_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::forgetOldTasks);
    }

    @Override
    void taken(TaskStatus task, TaskEvent event) {
        timelines.put(
                task.id(),
                TimelineContent.event(event),
                Math.max(task.sequence(), event.getSequence()));
    }

    private void forgetOldTasks(long now) {
        listener().expired(store().expire(now, timelines::forget));
    }
}
