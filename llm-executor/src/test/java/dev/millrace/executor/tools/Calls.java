package dev.millrace.executor.tools;

import dev.millrace.executor.work.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tool calls for tests. */
public final class Calls {

    private Calls() {}

    public static ToolCall of(String tool, String arguments, Duration left) {
        return of(tool, arguments, left, List.of());
    }

    public static ToolCall of(
            String tool, String arguments, Duration left, List<ToolCall.Place> chunks) {
        return new ToolCall(
                "task-1",
                "tenant-1",
                "user-1",
                "agent",
                2,
                1,
                1,
                tool,
                arguments,
                List.of("submitter"),
                chunks,
                Instant.now().plus(left),
                Duration.ZERO);
    }
}
