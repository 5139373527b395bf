package dev.millrace.gateway.streaming;

import dev.millrace.gateway.view.FollowedTask;
import dev.millrace.gateway.view.Signal;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Following;
import dev.millrace.gateway.view.TimelineEvent;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens streams over the view of the tasks and the log of the words. Thread-safe. */
final class StreamsOfView implements TaskStreams {

    private static final String UNREADABLE = "the task view cannot be read";

    private final TaskView view;
    private final TokenLog log;
    private final Clock clock;
    private final Set<Signal> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    StreamsOfView(TaskView view, TokenLog log, Clock clock) {
        this.view = view;
        this.log = log;
        this.clock = clock;
    }

    /** From now on every stream ends, so that the process can. */
    void closeAll() {
        closing = true;
        open.forEach(Signal::raise);
    }

    /** How many are open at present. */
    int count() {
        return open.size();
    }

    @Override
    public Opened open(String tenantId, String taskId, StreamPosition after)
            throws InterruptedException {
        Signal signal = new Signal();
        AtomicBoolean changed = new AtomicBoolean();
        Following following =
                view.follow(
                        tenantId,
                        taskId,
                        () -> {
                            changed.set(true);
                            signal.raise();
                        });
        return switch (following) {
            case Following.Found(TaskStatus task, FollowedTask followed) ->
                    open(task, followed, signal, changed, after);
            case Following.Unknown() -> new Opened.Unknown();
            case Following.Unavailable(String reason) -> new Opened.Unavailable(reason);
        };
    }

    private Opened open(
            TaskStatus task,
            FollowedTask followed,
            Signal signal,
            AtomicBoolean changed,
            StreamPosition after)
            throws InterruptedException {
        boolean opened = false;
        try {
            Optional<List<TimelineEvent>> first = followed.events(-1);
            if (first.isEmpty()) {
                return new Opened.Unavailable(UNREADABLE);
            }
            switch (tokens(task, first.get(), signal, after)) {
                case TokenLog.Opened.Unavailable(String reason) -> {
                    return new Opened.Unavailable(reason);
                }
                case TokenLog.Opened.Reading(TokenLog.TaskTokens tokens) -> {
                    FollowedStream.Sources sources =
                            new FollowedStream.Sources(
                                    followed,
                                    tokens,
                                    signal,
                                    () -> changed.getAndSet(false),
                                    () -> closing);
                    opened = true;
                    open.add(signal);
                    return new Opened.Stream(
                            new CountedStream(
                                    new FollowedStream(sources, task, first.get(), after),
                                    () -> open.remove(signal)));
                }
            }
        } finally {
            if (!opened) {
                followed.close();
            }
        }
    }

    private TokenLog.Opened tokens(
            TaskStatus task, List<TimelineEvent> first, Signal signal, StreamPosition after)
            throws InterruptedException {
        boolean isOver =
                task.hasEnded()
                        && task.updatedAt()
                                .plus(Topics.TOKENS_STREAMED.retention())
                                .isBefore(clock.instant());
        // Whoever has the end needs no words, and those of long ago are gone.
        if (isOver || (task.hasEnded() && after.sequence() >= task.sequence())) {
            return new TokenLog.Opened.Reading(NoTokens.GONE);
        }
        Instant since = first.isEmpty() ? task.createdAt() : first.getFirst().at();
        Instant earlier = since.isBefore(task.createdAt()) ? since : task.createdAt();
        return log.open(task.id(), earlier, signal);
    }

    private record CountedStream(TaskStream stream, Runnable atEnd) implements TaskStream {

        @Override
        public Optional<StreamEvent> next(Duration wait) throws InterruptedException {
            return stream.next(wait);
        }

        @Override
        public void close() {
            atEnd.run();
            stream.close();
        }
    }
}
