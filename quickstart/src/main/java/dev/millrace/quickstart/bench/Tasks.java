package dev.millrace.quickstart.bench;

import dev.millrace.TaskRequested;
import java.util.UUID;

/** The tasks of one run: all alike, with ids that no other run has. */
final class Tasks {

    /** Requests are keyed by tenant, so that several are needed to fill all partitions. */
    private static final int TENANTS = 8;

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    String id(int number) {
        return "bench-" + run + "-" + number;
    }

    static String prompt(int number) {
        return "Task %d of a load test: say in one sentence what a mill does with the water that comes down its race."
                .formatted(number);
    }

    TaskRequested request(int number) {
        return TaskRequested.newBuilder()
                .setTaskId(id(number))
                .setTenantId("bench-" + number % TENANTS)
                .setPrompt(prompt(number))
                .build();
    }
}
