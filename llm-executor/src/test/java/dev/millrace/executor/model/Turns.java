package dev.millrace.executor.model;

import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns for tests. */
final class Turns {

    static final Turn.Passage MILL =
            new Turn.Passage(
                    1,
                    "mill",
                    "The mill",
                    "The mill was built in 1843 by Anna Weber. It closed in 1967.",
                    0.61);
    static final Turn.Passage PRICES =
            new Turn.Passage(
                    2, "prices", "", "Adults pay 6 euros. Dogs have to stay outside.", 0.2);

    private Turns() {}

    static Turn asking(String prompt, Turn.Passage... passages) {
        return new Turn(
                "task-7",
                "dev",
                "default",
                2,
                3,
                "",
                "Be brief.",
                prompt,
                List.of(passages),
                0.5,
                300,
                Instant.parse("2030-01-01T00:00:00Z"),
                List.of(),
                List.of(),
                null,
                null);
    }

    static Turn with(Turn turn, List<String> tools, List<Turn.Message> history) {
        return copy(
                turn,
                turn.taskId(),
                turn.deadline(),
                history,
                tools,
                turn.timeout(),
                turn.conversation());
    }

    static Turn ofTask(String taskId, Turn turn) {
        return copy(
                turn,
                taskId,
                turn.deadline(),
                turn.history(),
                turn.tools(),
                turn.timeout(),
                turn.conversation());
    }

    static Turn within(Turn turn, Instant deadline, @Nullable Duration timeout) {
        return copy(
                turn,
                turn.taskId(),
                deadline,
                turn.history(),
                turn.tools(),
                timeout,
                turn.conversation());
    }

    static Turn in(Conversation conversation, Turn turn) {
        return copy(
                turn,
                turn.taskId(),
                turn.deadline(),
                turn.history(),
                turn.tools(),
                turn.timeout(),
                conversation);
    }

    private static Turn copy(
            Turn turn,
            String taskId,
            Instant deadline,
            List<Turn.Message> history,
            List<String> tools,
            @Nullable Duration timeout,
            @Nullable Conversation conversation) {
        return new Turn(
                taskId,
                turn.tenantId(),
                turn.agent(),
                turn.step(),
                turn.attempt(),
                turn.model(),
                turn.systemPrompt(),
                turn.prompt(),
                turn.passages(),
                turn.temperature(),
                turn.maxOutputTokens(),
                deadline,
                history,
                tools,
                timeout,
                conversation);
    }
}
