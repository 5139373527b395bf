package dev.millrace.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.view.Signal;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamsOfViewTest {

    private final History history =
            new History()
                    .begun()
                    .asked(1)
                    .said(1, 1, "call", 0, "Because", true)
                    .answered(1, 1, "call")
                    .completed(1, "Because");
    private final List<Instant> opened = new ArrayList<>();

    @Test
    void asLongAsTheLogKeepsWordsATaskThatHasEndedIsToldWithThem() throws Exception {
        Instant then = history.end().updatedAt().plus(Topics.TOKENS_STREAMED.retention());

        assertThat(names(read(then, StreamPosition.START)))
                .containsExactly("State", "State", "Step", "Delta", "Step", "Ended");
        assertThat(opened).hasSize(1);
    }

    @Test
    void whoComesBackAfterThatGetsTheResultWithoutAskingForWords() throws Exception {
        Instant then = history.end().updatedAt().plus(Topics.TOKENS_STREAMED.retention());

        List<StreamEvent> events = read(then.plusMillis(1), new StreamPosition(2, 101));

        assertThat(names(events)).containsExactly("Step", "Ended");
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        StreamEvent.Ended.class,
                        end -> {
                            assertThat(end.task().result().text()).isEqualTo("Because");
                            assertThat(end.wordsAreComplete()).isFalse();
                        });
        assertThat(names(read(then.plusMillis(1), events.getLast().position())))
                .containsExactly("Ended");
        assertThat(opened).isEmpty();
    }

    private List<StreamEvent> read(Instant now, StreamPosition after) throws Exception {
        StreamsOfView streams =
                new StreamsOfView(new View(), this::words, Clock.fixed(now, ZoneOffset.UTC));
        List<StreamEvent> events = new ArrayList<>();
        if (streams.open(History.TENANT, History.TASK, after)
                instanceof TaskStreams.Opened.Stream(TaskStream stream)) {
            try (stream) {
                for (var next = stream.next(Duration.ofSeconds(10)); next.isPresent(); ) {
                    events.add(next.get());
                    next = stream.next(Duration.ofSeconds(10));
                }
            }
        }
        return events;
    }

    private TokenLog.Opened words(String taskId, Instant since, Signal signal) {
        opened.add(since);
        return new TokenLog.Opened.Reading(instance().tokens(signal));
    }

    private Instance instance() {
        Instance instance = new Instance(history, new int[] {history.items().size()});
        instance.readAll();
        return instance;
    }

    private static List<String> names(List<StreamEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** Has the task of the history, which has ended. */
    private final class View implements TaskView {

        @Override
        public Following follow(String tenantId, String taskId, Runnable onChange) {
            return new Following.Found(history.end(), instance().followed());
        }

        @Override
        public Lookup find(String tenantId, String taskId, Duration wait) {
            return new Lookup.Found(history.end());
        }

        @Override
        public Optional<TaskStatus> glance(String tenantId, String taskId) {
            return Optional.of(history.end());
        }

        @Override
        public Timeline timeline(String tenantId, String taskId) {
            return new Timeline.Unknown();
        }
    }
}
