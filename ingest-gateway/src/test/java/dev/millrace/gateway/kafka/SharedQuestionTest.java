package dev.millrace.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedQuestionTest {

    private static final String ANSWER = "answer";

    private final List<CompletableFuture<String>> asked = new ArrayList<>();
    private final SharedQuestion<String> question =
            new SharedQuestion<>(
                    () -> {
                        CompletableFuture<String> answer = new CompletableFuture<>();
                        asked.add(answer);
                        return answer;
                    });

    @Test
    void askersShareTheNextQuestionButNotTheOneUnderWay() {
        CompletableFuture<?> first = question.ask();
        CompletableFuture<?> second = question.ask();
        CompletableFuture<?> third = question.ask();
        assertThat(asked).hasSize(1);

        asked.getFirst().complete(ANSWER);
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(asked).hasSize(2);

        asked.getLast().complete(ANSWER);
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureReachesItsAskersAndTheNextQuestionIsPutAnyway() {
        CompletableFuture<?> first = question.ask();
        CompletableFuture<?> second = question.ask();

        asked.getFirst().completeExceptionally(new IllegalStateException("away"));
        asked.getLast().complete(ANSWER);

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompleted();
    }

    @Test
    void aQuestionThatCannotBePutFailsAndTheNextOneIsPut() {
        SharedQuestion<String> unaskable =
                new SharedQuestion<>(
                        () -> {
                            asked.add(new CompletableFuture<>());
                            throw new IllegalStateException("closed");
                        });

        assertThat(unaskable.ask()).isCompletedExceptionally();
        assertThat(unaskable.ask()).isCompletedExceptionally();
        assertThat(asked).hasSize(2);
    }
}
