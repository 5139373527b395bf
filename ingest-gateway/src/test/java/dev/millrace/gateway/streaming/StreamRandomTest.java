package dev.millrace.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to a task, in whatever order an instance hears of it: the texts are right. */
@Timeout(120)
class StreamRandomTest {

    private static final int HISTORIES = 10_000;
    private static final int REPLAYED = 2_000;

    @Test
    void everyStreamEndsWithTheResultsTextHoweverItIsCutAndResumed() throws Exception {
        for (long seed = 0; seed < HISTORIES; seed++) {
            try {
                follow(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void follow(long seed) throws InterruptedException {
        Random random = new Random(seed);
        History history = new RandomHistory(seed).make();
        int[] happened = {2};
        Instance instance = new Instance(history, happened);
        instance.readEvent();
        Instance other = new Instance(history, happened);
        other.readEvent();
        Reader reader = new Reader();
        TaskStream stream = instance.open(StreamPosition.START);
        boolean cuts = random.nextInt(3) > 0;
        for (int i = 0; i < 100_000 && !reader.hasEnded(); i++) {
            int what = random.nextInt(100);
            if (what < 20) {
                happened[0] = Math.min(happened[0] + 1, history.items().size());
            } else if (what < 40) {
                instance.readEvent();
            } else if (what < 60) {
                instance.readWords();
            } else if (what < 63) {
                instance.readResult();
            } else if (what < 73) {
                other.readEvent();
            } else if (what < 83) {
                other.readWords();
            } else if (what < 84) {
                other.readResult();
            } else if (what < 97) {
                if (random.nextBoolean()) {
                    reader.readOne(stream);
                } else {
                    reader.read(stream);
                }
            } else if (cuts) {
                stream.close();
                Instance was = instance;
                instance = other;
                other = was;
                stream = instance.open(reader.position());
            }
        }
        check(history, reader);
    }

    private static void check(History history, Reader reader) {
        assertThat(reader.hasEnded()).isTrue();
        assertThat(reader.end()).isEqualTo(history.end());
        assertThat(reader.position().sequence()).isEqualTo(history.end().sequence());
        assertThat(reader.steps()).as("each step is told once").isEqualTo(history.steps());
        assertThat(reader.states()).isEqualTo(history.states());
        if (history.end().state() == TaskState.completed) {
            assertThat(reader.text()).as(reader.words()).isEqualTo(history.end().result().text());
        }
    }

    @Test
    void aStreamThatIsResumedGivesTheRestOfWhatItGaveFromItsStart() throws Exception {
        for (long seed = 0; seed < REPLAYED; seed++) {
            try {
                resume(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void resume(long seed) throws InterruptedException {
        History history = new RandomHistory(seed).make();
        Instance instance = new Instance(history, new int[] {history.items().size()});
        instance.readAll();
        List<StreamEvent> whole = all(instance, StreamPosition.START);
        assertThat(all(instance, StreamPosition.START)).isEqualTo(whole);
        for (int i = 0; i < whole.size(); i++) {
            StreamEvent event = whole.get(i);
            List<StreamEvent> rest = all(instance, event.position());
            if (!mayComeAgain(event) || !rest.equals(whole.subList(i, whole.size()))) {
                assertThat(rest)
                        .as("after %s", event)
                        .isEqualTo(whole.subList(i + 1, whole.size()));
            }
        }
    }

    /**
     * The end is told to everybody; a state may come again with its step, and a reset with the
     * words it makes room for.
     */
    private static boolean mayComeAgain(StreamEvent event) {
        return switch (event) {
            case StreamEvent.Ended _, StreamEvent.Reset _, StreamEvent.State _ -> true;
            case StreamEvent.Step _, StreamEvent.Delta _ -> false;
        };
    }

    private static List<StreamEvent> all(Instance instance, StreamPosition after)
            throws InterruptedException {
        List<StreamEvent> all = new ArrayList<>();
        try (TaskStream stream = instance.open(after)) {
            for (var next = stream.next(Duration.ofSeconds(10)); next.isPresent(); ) {
                all.add(next.get());
                next = stream.next(Duration.ofSeconds(10));
            }
        }
        return all;
    }
}
