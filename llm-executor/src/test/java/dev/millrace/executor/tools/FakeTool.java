package dev.millrace.executor.tools;

import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** A tool that does what a test says. */
record FakeTool(String name, String parameters, Limits limits, Action action) implements Tool {

    static final String ANYTHING = "{\"type\": \"object\"}";
    static final Limits GENEROUS = new Limits(Duration.ofSeconds(30), 8, true);

    static FakeTool of(Action action) {
        return new FakeTool("fake", ANYTHING, GENEROUS, action);
    }

    @Override
    public String description() {
        return "Does what a test says";
    }

    @Override
    public ToolOutcome call(ToolCall call, ObjectNode arguments) throws InterruptedException {
        return action.call(arguments);
    }

    @FunctionalInterface
    interface Action {
        ToolOutcome call(ObjectNode arguments) throws InterruptedException;
    }
}
