package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.TaskAdmitted;
import dev.millrace.TurnRequested;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.agent.Transcript.Message;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tasks in the stores: a small header that changes, a transcript that only grows, and the
 * context while it is gathered. An ended task leaves a bare header, which its timer takes away.
 */
final class TaskStore {

    /** An ended task whose timer is nearer than this is remembered by a timer of its own. */
    private static final Duration REMEMBER_AT_LEAST = Duration.ofMinutes(1);

    private final StateFormat<TaskHeader> headerFormat =
            new StateFormat<>(TaskHeader.class, "TaskHeader-1.avsc", "TaskHeader-2.avsc");
    private final KeyValueStore<Bytes, byte[]> headers;
    private final Journal journal;
    private final Contexts contexts;
    private final Timers timers;
    private final Duration rememberEnded;

    TaskStore(ProcessorContext<?, ?> context, Timers timers, Duration rememberEnded) {
        this.headers = context.getStateStore(AgentStores.TASKS);
        this.journal = new Journal(context.getStateStore(AgentStores.TRANSCRIPTS));
        this.contexts = new Contexts(context.getStateStore(AgentStores.CONTEXTS));
        this.timers = timers;
        this.rememberEnded = rememberEnded;
    }

    @Nullable TaskHeader header(String id) {
        return headerFormat.decodeIfPresent(headers.get(StateFormat.key(id)));
    }

    StoredTask load(String id) {
        TaskHeader header = header(id);
        return new StoredTask(id, header == null ? new Unknown() : state(id, header), header);
    }

    private AgentState state(String id, TaskHeader header) {
        return switch (header.getPhase()) {
            case gathering_context ->
                    new Gathering(
                            TaskHeaders.progress(header, journal.task(id)),
                            contexts.get(id),
                            TaskHeaders.work(header));
            case turn -> {
                Progress progress = TaskHeaders.progress(header, journal.task(id));
                yield new AwaitingTurn(
                        progress,
                        transcript(id, header, progress),
                        header.getStep(),
                        TaskHeaders.turn(header));
            }
            case tools -> {
                Progress progress = TaskHeaders.progress(header, journal.task(id));
                yield new AwaitingTools(
                        progress,
                        transcript(id, header, progress),
                        header.getStep(),
                        TaskHeaders.work(header));
            }
            case ended -> TaskHeaders.ended(header);
        };
    }

    private Transcript transcript(String id, TaskHeader header, Progress progress) {
        boolean tools = !progress.task().getAgent().getTools().isEmpty();
        return new Transcript(
                journal.passages(id, header),
                tools ? contexts.get(id).places() : List.of(),
                journal.messages(id, header));
    }

    /** A batch that was kept, to be sent as another attempt. */
    ChunkBatch batch(String id, Emission.BatchRetried retried) {
        return ChunkBatch.newBuilder(contexts.batch(id, retried.batch()))
                .setAttempt(retried.attempt())
                .build();
    }

    void save(StoredTask before, Moved moved, Instant now, String trace, Effects effects) {
        contexts.saveBatches(before, moved, effects);
        switch (moved.next()) {
            case Live live -> keep(before, live, moved, trace, effects);
            case Ended ended -> end(before, ended, now, effects);
            case Unknown _ -> throw new IllegalStateException("no decision forgets a task");
        }
    }

    private void keep(StoredTask before, Live live, Moved moved, String trace, Effects effects) {
        int entries = addEntries(before, live, moved, effects);
        contexts.save(before, live, effects);
        TaskHeader stored = before.header();
        TaskHeader.Builder header =
                TaskHeaders.of(live)
                        .setEntries(entries)
                        .setDeadline(deadline(stored, live.progress().task()))
                        .setDeadlineTaken(stored != null && stored.getDeadlineTaken())
                        .setTraceparent(stored == null ? trace : stored.getTraceparent());
        header.setTimerDue(
                timers.move(before.timerDue(), TaskHeaders.earliest(header), before.id(), effects));
        TaskHeader after = header.build();
        if (!after.equals(stored)) {
            effects.put(headers, StateFormat.key(before.id()), headerFormat.encode(after));
        }
    }

    private static @Nullable Instant deadline(@Nullable TaskHeader stored, TaskAdmitted task) {
        return stored == null ? task.getDeadline() : TaskHeaders.deadline(stored);
    }

    private int addEntries(StoredTask before, Live live, Moved moved, Effects effects) {
        String id = before.id();
        int entries = before.entries();
        if (before.header() == null) {
            journal.add(id, entries++, live.progress().task(), effects);
        }
        if (before.transcript().passages().isEmpty()) {
            // A turn without passages follows from the entries before it.
            TurnRequested first = firstTurn(moved);
            if (first != null && !first.getPassages().isEmpty()) {
                journal.add(id, entries++, first, effects);
            }
        }
        List<Message> messages = live.transcript().messages();
        int known = before.transcript().messages().size();
        for (Message message : messages.subList(known, messages.size())) {
            journal.add(id, entries++, message, effects);
        }
        return entries;
    }

    private static @Nullable TurnRequested firstTurn(Moved moved) {
        for (Emission emission : moved.emissions()) {
            if (emission instanceof Emission.Turn(TurnRequested turn, _)) {
                return turn;
            }
        }
        return null;
    }

    private void end(StoredTask before, Ended ended, Instant now, Effects effects) {
        String id = before.id();
        effects.put(headers, StateFormat.key(id), headerFormat.encode(TaskHeaders.of(ended)));
        if (before.state() instanceof Ended) {
            return;
        }
        for (int entry = 0; entry < before.entries(); entry++) {
            journal.delete(id, entry, effects);
        }
        if (before.state() instanceof Gathering || !before.transcript().chunks().isEmpty()) {
            contexts.delete(id, effects);
        }
        rememberUntilTimer(id, before.timerDue(), now, effects);
    }

    /** The timer that is there takes the ended task away too, unless it is too near or far off. */
    private void rememberUntilTimer(
            String id, @Nullable Instant timerDue, Instant now, Effects effects) {
        Instant latest = now.plus(rememberEnded);
        if (timerDue != null
                && timerDue.isAfter(now.plus(REMEMBER_AT_LEAST))
                && !timerDue.isAfter(latest)) {
            return;
        }
        if (timerDue != null) {
            timers.remove(timerDue, id, effects);
        }
        timers.set(latest, id, effects);
    }

    /** A task's timer was taken; it lies at the next time now. */
    void timerTaken(String id, TaskHeader after, Effects effects) {
        Instant next = after.getTimerDue();
        if (next != null) {
            timers.set(next, id, effects);
        }
        effects.put(headers, StateFormat.key(id), headerFormat.encode(after));
    }

    /**
     * Tells when each of the tasks that have no result was admitted; looks at all there are. It is
     * for measurement only, so what cannot be read is left out and keeps nothing from starting.
     *
     * @return how many cannot be read
     */
    int unfinished(Consumer<Instant> admitted) {
        int unreadable = 0;
        try (KeyValueIterator<Bytes, byte[]> all = headers.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                try {
                    unfinished(entry).ifPresent(admitted);
                } catch (ProcessorStateException | IllegalStateException e) {
                    unreadable++;
                }
            }
        }
        return unreadable;
    }

    private Optional<Instant> unfinished(KeyValue<Bytes, byte[]> entry) {
        TaskHeader header = headerFormat.decode(entry.value);
        if (header.getPhase() == TaskPhase.ended) {
            return Optional.empty();
        }
        return Optional.of(
                header.getAdmittedAt().toEpochMilli() > 0
                        ? header.getAdmittedAt()
                        : journal.task(new String(entry.key.get(), StandardCharsets.UTF_8))
                                .getAdmittedAt());
    }

    void forget(String id, Effects effects) {
        effects.delete(headers, StateFormat.key(id));
    }
}
