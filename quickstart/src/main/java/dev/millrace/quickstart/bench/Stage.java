package dev.millrace.quickstart.bench;

/** The points on the way of a task at which its time is taken, in order. */
enum Stage {
    /** The client means to send it (its place in the schedule, not when it got round to it). */
    SENT("sent"),
    /** Its record on {@code agents.tasks.requested}. */
    REQUESTED("requested"),
    /** Its record on {@code agents.tasks.admitted}. */
    ADMITTED("admitted"),
    /** Its record on a topic of turn requests. */
    DISPATCHED("dispatched"),
    /** Its record on {@code agents.steps.completed}; the model's own time lies before it. */
    STEP_COMPLETED("stepCompleted"),
    /** Its record on {@code agents.tasks.results}. */
    RESULT("result"),
    /** A consumer that reads committed records has its result. */
    SEEN("seen"),
    /** Elasticsearch gives its document; taken for some tasks only. */
    INDEXED("indexed");

    private final String id;

    Stage(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }
}
