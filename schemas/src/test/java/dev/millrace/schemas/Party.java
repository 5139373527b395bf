package dev.millrace.schemas;

/** Who writes and reads topics. */
enum Party {
    GATEWAY("gateway", "Takes what comes in over HTTP, and tells what became of it."),
    COMMAND_LINE("command line", "What operators use."),
    ADMISSION("admission", "Checks requests."),
    CHUNKING("chunking", "Cuts documents into pieces."),
    AGENT("agent", "Keeps the state of each task and decides what comes next."),
    EXECUTOR("executor", "Calls models and tools."),
    SINK("result-sink", "Brings what happened into the search index."),
    OTHERS("other systems", "Whoever uses Millrace over Kafka.");

    private final String id;
    private final String purpose;

    Party(String id, String purpose) {
        this.id = id;
        this.purpose = purpose;
    }

    String id() {
        return id;
    }

    String purpose() {
        return purpose;
    }
}
