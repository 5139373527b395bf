package dev.millrace.executor.work;

/** Lets a model take one turn. */
@FunctionalInterface
public interface TurnRunner {

    /**
     * Called on a virtual thread of its own; may block. An interrupt means that nobody waits for
     * the outcome any more: the call is broken off. An exception counts as a terminal failure of
     * type {@code internal}.
     */
    TurnOutcome run(Turn turn) throws InterruptedException;

    /**
     * The same, with the model's words told while they come, if the model can.
     *
     * @param words when the outcome is an answer and words were said, they are its text
     */
    default TurnOutcome run(Turn turn, Words words) throws InterruptedException {
        return run(turn);
    }

    /** The model that a turn is given to which asks for this one; empty: the default. */
    default String target(String model) {
        return model;
    }

    /** The same, with whose model it is. */
    default ModelName asked(String model) {
        return new ModelName("", target(model));
    }
}
