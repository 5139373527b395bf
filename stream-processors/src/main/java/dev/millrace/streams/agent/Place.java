package dev.millrace.streams.agent;

/** Where an admitted task lies on its topic. */
record Place(int partition, long offset) {

    /** The place of a task that an earlier version took, which did not note it. */
    static final Place UNKNOWN = new Place(-1, -1);

    boolean isKnown() {
        return partition >= 0;
    }
}
