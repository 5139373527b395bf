package dev.millrace.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskState;
import dev.millrace.gateway.view.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads streams as a caller does, and keeps what it is told across them. */
final class Reader {

    private final List<StreamEvent> events = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private StreamPosition position;
    private int step;
    private TaskStatus end;

    Reader() {
        this(StreamPosition.START);
    }

    /**
     * @param after what was read before
     */
    Reader(StreamPosition after) {
        this.position = after;
    }

    /** Reads what there is. */
    void read(TaskStream stream) throws InterruptedException {
        for (var next = stream.next(Duration.ZERO); next.isPresent(); ) {
            take(next.get());
            next = stream.next(Duration.ZERO);
        }
    }

    /** Reads one event, if there is one. */
    void readOne(TaskStream stream) throws InterruptedException {
        Optional<StreamEvent> next = stream.next(Duration.ZERO);
        next.ifPresent(this::take);
    }

    void take(StreamEvent event) {
        assertThat(end).as("nothing comes after the end").isNull();
        events.add(event);
        assertThat(event.position().sequence()).isGreaterThanOrEqualTo(position.sequence());
        assertThat(event.position().offset()).isGreaterThanOrEqualTo(position.offset());
        position = event.position();
        switch (event) {
            case StreamEvent.State(var _, var task) -> begin(task.step());
            case StreamEvent.Step(var at, var told) -> {
                assertThat(at.sequence()).isEqualTo(told.sequence());
                begin(told.step());
            }
            case StreamEvent.Delta(var _, int of, int _, String _, String words) -> {
                assertThat(words).isNotEmpty();
                begin(of);
                text.append(words);
            }
            case StreamEvent.Reset _ -> text.setLength(0);
            case StreamEvent.Ended(var _, var task, boolean _) -> end = task;
        }
    }

    private void begin(int of) {
        if (of > step) {
            step = of;
            text.setLength(0);
        }
    }

    List<StreamEvent> events() {
        return events;
    }

    StreamPosition position() {
        return position;
    }

    boolean hasEnded() {
        return end != null;
    }

    TaskStatus end() {
        return end;
    }

    /** The steps that it was told of, by the sequence numbers of their events. */
    List<Long> steps() {
        return events.stream()
                .filter(StreamEvent.Step.class::isInstance)
                .map(event -> event.position().sequence())
                .toList();
    }

    /** The states that it was told of; one that came again at once counts once. */
    List<TaskState> states() {
        List<TaskState> states = new ArrayList<>();
        for (StreamEvent event : events) {
            if (event instanceof StreamEvent.State(var _, var task)
                    && (states.isEmpty() || states.getLast() != task.state())) {
                states.add(task.state());
            }
        }
        return states;
    }

    /** The words of the last step that count. */
    String text() {
        return text.toString();
    }

    /** What it was told of words, readably. */
    String words() {
        StringBuilder all = new StringBuilder();
        for (StreamEvent event : events) {
            if (event instanceof StreamEvent.Delta delta) {
                all.append(delta.text()).append('|');
            } else if (event instanceof StreamEvent.Reset) {
                all.append("<reset>|");
            }
        }
        return all.toString();
    }
}
