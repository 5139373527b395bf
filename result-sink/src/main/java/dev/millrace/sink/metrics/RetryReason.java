package dev.millrace.sink.metrics;

/** What a batch waits for that has to be tried again. */
public enum RetryReason {
    STORE("store"),
    REGISTRY("registry");

    private final String label;

    RetryReason(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
