package dev.millrace.executor.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where records of work come from, and where it is kept which of them are done. */
interface WorkSource {

    void start(Intake intake);

    /** Gives no more work, but goes on noting what is done. */
    void stopGiving();

    /** Notes durably what is done, and ends. */
    void close();

    State state();

    /**
     * How the source is.
     *
     * @param alive whether it runs
     * @param joined whether it is a member of its group
     * @param partitions how many partitions it has
     * @param problemOrNull what keeps it from giving work at present
     */
    record State(boolean alive, boolean joined, int partitions, @Nullable String problemOrNull) {

        static final State NOT_STARTED = new State(false, false, 0, null);

        Optional<String> problem() {
            return Optional.ofNullable(problemOrNull);
        }
    }
}
