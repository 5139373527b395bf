package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogEndsTest {

    private static final Map<Integer, LogEnd> ANSWER = Map.of(0, new LogEnd(0, 1, 1));

    private final List<CompletableFuture<Map<Integer, LogEnd>>> asked = new ArrayList<>();
    private final LogEnds ends =
            new LogEnds(
                    () -> {
                        CompletableFuture<Map<Integer, LogEnd>> answer = new CompletableFuture<>();
                        asked.add(answer);
                        return answer;
                    });

    @Test
    void askersShareTheNextQuestionButNotTheOneUnderWay() {
        CompletableFuture<?> first = ends.ask();
        CompletableFuture<?> second = ends.ask();
        CompletableFuture<?> third = ends.ask();
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
        CompletableFuture<?> first = ends.ask();
        CompletableFuture<?> second = ends.ask();

        asked.getFirst().completeExceptionally(new IllegalStateException("away"));
        asked.getLast().complete(ANSWER);

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompleted();
    }
}
