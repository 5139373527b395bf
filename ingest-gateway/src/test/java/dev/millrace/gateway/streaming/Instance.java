package dev.millrace.gateway.streaming;

import dev.millrace.TaskState;
import dev.millrace.gateway.streaming.History.Item;
import dev.millrace.gateway.streaming.TokenLog.Horizon;
import dev.millrace.gateway.streaming.TokenLog.TaskTokens;
import dev.millrace.gateway.view.FollowedTask;
import dev.millrace.gateway.view.Signal;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TimelineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A gateway that has read a history so far as a test lets it, events and words apart. */
final class Instance {

    private final List<TimelineEvent> events = new ArrayList<>();
    private final List<Words> words = new ArrayList<>();
    private final History history;
    private final int[] happened;
    private int seenEvents;
    private int seenWords;
    private boolean hasResult;
    private boolean wordsAreGone;

    /**
     * @param happened how many items of the history have happened; one for all instances
     */
    Instance(History history, int[] happened) {
        this.history = history;
        this.happened = happened;
        for (Item item : history.items()) {
            switch (item) {
                case Item.Happened(TimelineEvent event) -> events.add(event);
                case Item.Said(Words said) -> words.add(said);
            }
        }
    }

    void loseWords() {
        wordsAreGone = true;
    }

    boolean readEvent() {
        boolean some = seenEvents < count(Item.Happened.class);
        seenEvents += some ? 1 : 0;
        return some;
    }

    boolean readWords() {
        boolean some = seenWords < count(Item.Said.class);
        seenWords += some ? 1 : 0;
        return some;
    }

    /** The result may come before the last events. */
    boolean readResult() {
        boolean some = !hasResult && happened[0] == history.items().size();
        hasResult |= some;
        return some;
    }

    void readAll() {
        while (readEvent() || readWords() || readResult()) {}
    }

    private int count(Class<? extends Item> kind) {
        return (int)
                history.items().subList(0, happened[0]).stream().filter(kind::isInstance).count();
    }

    TaskStatus task() {
        if (hasResult && history.end() != null) {
            return history.end();
        }
        TaskState state = TaskState.submitted;
        int step = 0;
        for (TimelineEvent event : events.subList(0, seenEvents)) {
            if (StreamMachine.isEndOfTask(event) && event.state() != TaskState.completed) {
                return history.end();
            }
            state = event.state() == TaskState.completed ? state : event.state();
            step = event.step();
        }
        return history.task(state, step, null, null);
    }

    FollowedStream open(StreamPosition after) {
        Signal signal = new Signal();
        FollowedTask followed = followed();
        return new FollowedStream(
                new FollowedStream.Sources(
                        followed, tokens(signal), signal, () -> true, () -> false),
                task(),
                followed.events(-1).orElseThrow(),
                after);
    }

    FollowedTask followed() {
        return new Followed();
    }

    TaskTokens tokens(Signal signal) {
        return new Tokens(signal);
    }

    private final class Followed implements FollowedTask {

        @Override
        public Optional<TaskStatus> task() {
            return Optional.of(Instance.this.task());
        }

        @Override
        public Optional<List<TimelineEvent>> events(long after) {
            return Optional.of(
                    events.subList(0, seenEvents).stream()
                            .filter(event -> event.sequence() > after)
                            .limit(2)
                            .toList());
        }

        @Override
        public void close() {}
    }

    private final class Tokens implements TaskTokens {

        private final Signal signal;
        private int next;

        private Tokens(Signal signal) {
            this.signal = signal;
        }

        @Override
        public Words peek() {
            return next < seenWords && !wordsAreGone ? words.get(next) : null;
        }

        @Override
        public void pop() {
            next++;
        }

        @Override
        public boolean areComplete() {
            return !wordsAreGone;
        }

        @Override
        public Horizon askHorizon() {
            int end = count(Item.Said.class);
            signal.raise();
            return new Horizon() {
                @Override
                public boolean isReached() {
                    return seenWords >= end;
                }

                @Override
                public boolean isUnknown() {
                    return false;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }
}
