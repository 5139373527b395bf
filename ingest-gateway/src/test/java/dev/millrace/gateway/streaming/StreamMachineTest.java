package dev.millrace.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamMachineTest {

    private final History history = new History();

    @BeforeEach
    void begin() {
        history.begun().asked(1);
    }

    @Test
    void wordsComeBetweenTheirStepsBeginAndEnd() throws Exception {
        history.said(1, 1, "call", 0, "Be", false)
                .said(1, 1, "call", 1, "cause", true)
                .answered(1, 1, "call")
                .completed(1, "Because");

        Reader reader = replay();

        assertThat(reader.events())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("State", "State", "Step", "Delta", "Delta", "Step", "Ended");
        assertThat(reader.text()).isEqualTo("Because");
    }

    @Test
    void aStateIsToldOnceItIsNew() throws Exception {
        history.answered(1, 1, "call")
                .asked(2)
                .event(TaskEventKind.unknown, TaskState.input_required, 2, null)
                .toolReturned(2)
                .event(TaskEventKind.unknown, TaskState.unknown, 2, null)
                .asked(3)
                .completed(3, "Because");

        assertThat(replay().states())
                .containsExactly(
                        TaskState.submitted,
                        TaskState.working,
                        TaskState.input_required,
                        TaskState.working);
    }

    @Test
    void aStreamThatIsCutBetweenAStateAndItsStepGoesOnWithTheStep() throws Exception {
        history.answered(1, 1, "call").completed(1, "Because");
        List<StreamEvent> whole = replay().events();

        StreamPosition cut = whole.get(1).position();

        assertThat(whole.get(1)).isInstanceOf(StreamEvent.State.class);
        assertThat(read(instance(), cut).events()).isEqualTo(whole.subList(2, whole.size()));
    }

    @Test
    void aModelThatDoesNotStreamGivesOneDelta() throws Exception {
        history.answered(1, 1, "call").completed(1, "Because");

        assertThat(replay().words()).isEqualTo("Because|");
    }

    @Test
    void aCallThatIsRepeatedUnderTheSameAttemptResetsItsWords() throws Exception {
        history.said(1, 1, "crashed", 0, "May", false)
                .said(1, 1, "call", 0, "Because", true)
                .answered(1, 1, "call")
                .completed(1, "Because");

        assertThat(replay().words()).isEqualTo("May|<reset>|Because|");
    }

    @Test
    void wordsOfACallThatWasReplacedAreNotTold() throws Exception {
        history.said(1, 1, "zombie", 0, "May", false)
                .said(1, 1, "call", 0, "Be", false)
                .said(1, 1, "zombie", 1, "be", true)
                .said(1, 1, "call", 1, "cause", true)
                .answered(1, 1, "call")
                .said(1, 1, "late", 0, "Hello", true)
                .completed(1, "Because");

        assertThat(replay().words()).isEqualTo("May|<reset>|Be|cause|");
    }

    @Test
    void whenTheFirstAttemptWinsAfterAllItsTextIsToldAnew() throws Exception {
        history.said(1, 1, "first", 0, "Be", false)
                .told(TaskEventKind.redispatched, 1)
                .said(1, 2, "second", 0, "May", false)
                .said(1, 1, "first", 1, "cause", true)
                .answered(1, 1, "first")
                .completed(1, "Because");

        assertThat(replay().words()).isEqualTo("Be|<reset>|May|<reset>|Because|");
    }

    @Test
    void eachTurnsWordsAreItsOwn() throws Exception {
        history.said(1, 1, "call", 0, "I look it up.", true)
                .answered(1, 1, "call")
                .asked(2)
                .toolReturned(2)
                .asked(3)
                .said(3, 1, "other", 0, "Because", true)
                .answered(3, 1, "other")
                .completed(3, "Because");

        Reader reader = replay();

        assertThat(reader.words()).isEqualTo("I look it up.|Because|");
        assertThat(reader.text()).isEqualTo("Because");
    }

    @Test
    void theAgentsOwnTextTakesThePlaceOfWordsThatDoNotCount() throws Exception {
        history.said(1, 1, "call", 0, "May", true)
                .turnFailed(1, 1, "call")
                .completed(1, "Come back tomorrow.");

        assertThat(replay().words()).isEqualTo("May|<reset>|Come back tomorrow.|");
    }

    @Test
    void wordsOfATaskThatIsCanceledStay() throws Exception {
        history.said(1, 1, "call", 0, "May", false)
                .ended(TaskEventKind.canceled, TaskState.canceled, 1);

        Reader reader = replay();

        assertThat(reader.words()).isEqualTo("May|");
        assertThat(reader.end().state()).isEqualTo(TaskState.canceled);
    }

    @Test
    void missingWordsMakeTheTextComeAsAWhole() throws Exception {
        history.said(1, 1, "call", 0, "Be", false)
                .said(1, 1, "call", 2, "e", true)
                .answered(1, 1, "call")
                .completed(1, "Because");

        assertThat(replay().words()).isEqualTo("Be|<reset>|Because|");
    }

    @Test
    void ofWordsThatAreGoneNoneAreMadeUp() throws Exception {
        history.said(1, 1, "call", 0, "Because", true)
                .answered(1, 1, "call")
                .completed(1, "Because");
        Instance instance = instance();
        instance.loseWords();

        Reader reader = read(instance, StreamPosition.START);

        assertThat(reader.words()).isEmpty();
        assertThat(reader.end().result().text()).isEqualTo("Because");
        assertThat(read(instance, new StreamPosition(4, 101)).events())
                .singleElement()
                .isInstanceOf(StreamEvent.Ended.class);
    }

    @Test
    void aTaskWhoseLastEventIsLostEndsWithItsResult() throws Exception {
        history.said(1, 1, "call", 0, "Because", true)
                .answered(1, 1, "call")
                .completed(1, "Because");
        Instance instance = new Instance(history, new int[] {history.items().size()});
        while (instance.readWords()) {}
        for (int i = 0; i < 4; i++) {
            instance.readEvent();
        }
        instance.readResult();

        assertThat(read(instance, StreamPosition.START).text()).isEqualTo("Because");
    }

    private Reader replay() throws Exception {
        return read(instance(), StreamPosition.START);
    }

    private Instance instance() {
        Instance instance = new Instance(history, new int[] {history.items().size()});
        instance.readAll();
        return instance;
    }

    private static Reader read(Instance instance, StreamPosition after) throws Exception {
        Reader reader = new Reader(after);
        try (TaskStream stream = instance.open(after)) {
            for (int i = 0; i < 100 && !reader.hasEnded(); i++) {
                reader.take(stream.next(Duration.ofSeconds(10)).orElseThrow());
            }
        }
        return reader;
    }

    @Test
    void aPositionIsReadAsItIsWritten() {
        for (StreamPosition position :
                List.of(StreamPosition.START, new StreamPosition(5, 1_234_567_890_123L))) {
            assertThat(StreamPosition.parse(position.toString())).contains(position);
        }
        assertThat(StreamPosition.parse("5")).isEmpty();
    }
}
