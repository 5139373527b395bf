package dev.millrace.streams.agent;

/** What a task's timer can tell of: the reasons of timeouts. */
final class Timeouts {

    static final String DEADLINE = "deadline";
    static final String STEP = "step";
    static final String RETRY = "retry";

    private Timeouts() {}
}
