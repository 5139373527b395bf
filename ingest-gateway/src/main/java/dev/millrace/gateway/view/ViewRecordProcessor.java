package dev.millrace.gateway.view;

import dev.millrace.gateway.view.TaskFold.Folded;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Brings one kind of record into the stored tasks; the decision is {@link TaskFold}'s. */
final class ViewRecordProcessor<V> extends ContextualProcessor<String, V, Void, Void> {

    /** What a record makes of a task. */
    interface Fold<V> {
        Folded apply(@Nullable TaskStatus present, V value);
    }

    private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(10);

    private final Fold<V> fold;
    private final Function<V, String> taskId;
    private final boolean expires;
    private final ViewSettings settings;
    private final ViewListener listener;
    private TaskStore store;

    /**
     * @param expires whether this processor also forgets old tasks; one of those that share the
     *     stores does
     */
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    ViewRecordProcessor(
            Fold<V> fold,
            Function<V, String> taskId,
            boolean expires,
            ViewSettings settings,
            ViewListener listener) {
        this.fold = fold;
        this.taskId = taskId;
        this.expires = expires;
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        store = new TaskStore(context, settings.ttl());
        if (expires) {
            context.schedule(
                    EXPIRY_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::forgetOldTasks);
        }
    }

    @Override
    public void process(Record<String, V> entry) {
        String key = entry.key();
        V value = entry.value();
        if (key == null || value == null) {
            listener.dropped(key == null ? ViewDrop.NO_KEY : ViewDrop.TOMBSTONE);
            return;
        }
        if (!key.equals(taskId.apply(value))) {
            throw new IllegalArgumentException(
                    "the key is " + key + " but the task is " + taskId.apply(value));
        }
        TaskStatus present = store.get(key);
        switch (fold.apply(present, value)) {
            case Folded.Changed(TaskStatus task) -> keep(task, present == null);
            case Folded.Stale() -> listener.dropped(ViewDrop.STALE);
            case Folded.ForeignTenant() -> listener.dropped(ViewDrop.FOREIGN_TENANT);
        }
    }

    private void keep(TaskStatus task, boolean isNew) {
        // A view that is built anew reads events much older than it keeps tasks.
        if (isNew && store.isExpired(task, context().currentSystemTimeMs())) {
            listener.dropped(ViewDrop.EXPIRED);
            return;
        }
        store.put(task, isNew);
        listener.changed(task.id());
    }

    private void forgetOldTasks(long now) {
        listener.expired(store.expire(now));
    }
}
