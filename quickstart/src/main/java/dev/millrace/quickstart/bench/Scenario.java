package dev.millrace.quickstart.bench;

import java.time.Duration;

/** How tasks come to the pipeline; each scenario has its own usual size. */
enum Scenario {
    /** Over HTTP at a steady rate: how long a task takes. */
    RATED("rated", 1_500, 500, Duration.ofMillis(200)),
    /** Straight onto Kafka, all at once: how many tasks a second get done. */
    BACKLOG("backlog", 5_000, 2_000, Duration.ofMillis(200)),
    /** The executor starts when all turns already wait for it: how many calls it holds open. */
    EXECUTOR_LAST("executor-last", 10_000, 0, Duration.ofSeconds(10));

    private final String id;
    private final int defaultTasks;
    private final int defaultWarmUp;
    private final Duration defaultLatency;

    Scenario(String id, int defaultTasks, int defaultWarmUp, Duration defaultLatency) {
        this.id = id;
        this.defaultTasks = defaultTasks;
        this.defaultWarmUp = defaultWarmUp;
        this.defaultLatency = defaultLatency;
    }

    String id() {
        return id;
    }

    int defaultTasks() {
        return defaultTasks;
    }

    int defaultWarmUp() {
        return defaultWarmUp;
    }

    Duration defaultLatency() {
        return defaultLatency;
    }
}
