package dev.millrace.executor.tools;

/** The names of the tools' metrics; each carries the tag {@code tool}. */
enum ToolMetric {
    CALLS("millrace.tool.calls", "Calls of tools, by outcome: ok or the type of the error"),
    DURATION("millrace.tool.duration", "How long tools took, by outcome"),
    IN_FLIGHT("millrace.tool.in.flight", "Calls that tools are doing");

    static final String TOOL = "tool";
    static final String OUTCOME = "outcome";

    private final String id;
    private final String description;

    ToolMetric(String id, String description) {
        this.id = id;
        this.description = description;
    }

    String id() {
        return id;
    }

    String description() {
        return description;
    }
}
