package dev.millrace.executor.work;

import dev.millrace.executor.work.TurnOutcome.Failed;

/** What became of a tool call. */
public sealed interface ToolOutcome {

    /**
     * There is something for the model to read.
     *
     * @param isError whether the tool failed, for good
     * @param errorType a short stable name of the kind of error; empty when there is none
     */
    record Returned(String content, boolean isError, String errorType) implements ToolOutcome {

        public static Returned of(String content) {
            return new Returned(content, false, "");
        }

        public static Returned error(String type, String content) {
            return new Returned(content, true, type);
        }
    }

    /**
     * The call did not get through.
     *
     * @param maybeDone whether it may have had its effect all the same
     */
    record Broken(Failed failure, boolean maybeDone) implements ToolOutcome {

        /** Nothing can have happened, so anything may be tried again. */
        public static Broken before(Failed failure) {
            return new Broken(failure, false);
        }

        /** The other side had the call when it broke. */
        public static Broken during(Failed failure) {
            return new Broken(failure, true);
        }
    }
}
