package dev.millrace.gateway.view;

import dev.millrace.gateway.view.TaskFold.Folded;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Brings one kind of record into the stored tasks; the decision is {@link TaskFold}'s. */
class ViewRecordProcessor<V> extends ContextualProcessor<String, V, Void, Void> {

    /** What a record makes of a task. */
    interface Fold<V> {
        Folded apply(@Nullable TaskStatus present, V value);
    }

    private final Fold<V> fold;
    private final Function<V, String> taskId;
    private final ViewSettings settings;
    private final ViewListener listener;
    private TaskStore store;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    ViewRecordProcessor(
            Fold<V> fold,
            Function<V, String> taskId,
            ViewSettings settings,
            ViewListener listener) {
        this.fold = fold;
        this.taskId = taskId;
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        store = new TaskStore(context, settings.ttl());
    }

    @Override
    public final void process(Record<String, V> entry) {
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
            case Folded.Changed(TaskStatus task) -> keep(task, present == null, value);
            case Folded.Stale() -> {
                listener.dropped(ViewDrop.STALE);
                if (present != null) {
                    taken(present, value);
                    // It may belong to the timeline all the same.
                    listener.changed(key);
                }
            }
            case Folded.ForeignTenant() -> listener.dropped(ViewDrop.FOREIGN_TENANT);
        }
    }

    private void keep(TaskStatus task, boolean isNew, V value) {
        // A view that is built anew reads events much older than it keeps tasks.
        if (isNew && store.isExpired(task, context().currentSystemTimeMs())) {
            listener.dropped(ViewDrop.EXPIRED);
            return;
        }
        store.put(task, isNew);
        taken(task, value);
        listener.changed(task.id());
    }

    /** Told of each record of a task in the view, also of one that comes late. */
    void taken(TaskStatus task, V value) {}

    final TaskStore store() {
        return store;
    }

    final ViewListener listener() {
        return listener;
    }
}
