package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogEndsTest {

    private static final Map<Integer, LogEnd> ANSWER = Map.of(0, new LogEnd(0, 1, 1));
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final List<CompletableFuture<Map<Integer, LogEnd>>> asked = new ArrayList<>();
    private CompletableFuture<Map<Integer, LogEnd>> answer =
            CompletableFuture.completedFuture(ANSWER);
    private final LogEnds ends =
            new LogEnds(
                    () -> {
                        asked.add(answer);
                        return answer;
                    });

    @Test
    void theEndsAreAskedForEachTime() {
        assertThat(ends.ask()).isCompletedWithValue(ANSWER);
        assertThat(ends.ask()).isCompletedWithValue(ANSWER);

        assertThat(asked).hasSize(2);
    }

    @Test
    void askersShareTheNextQuestionButNotTheOneUnderWay() {
        answer = new CompletableFuture<>();
        CompletableFuture<?> first = ends.ask();
        CompletableFuture<?> second = ends.ask();
        CompletableFuture<?> third = ends.ask();
        assertThat(asked).hasSize(1);

        CompletableFuture<Map<Integer, LogEnd>> underWay = answer;
        answer = CompletableFuture.completedFuture(ANSWER);
        underWay.complete(ANSWER);

        assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone);
        assertThat(asked).hasSize(2);
    }

    @Test
    void theBrokerTellsThemOnlyIfItAnswersInTimeAndWithoutAFailure() throws Exception {
        assertThat(ends.areTold(AT_ONCE)).isTrue();

        answer = CompletableFuture.failedFuture(new IllegalStateException("away"));
        assertThat(ends.areTold(AT_ONCE)).isFalse();

        answer = new CompletableFuture<>();
        assertThat(ends.areTold(AT_ONCE)).isFalse();
    }
}
