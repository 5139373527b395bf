package dev.millrace.executor.work;

/** Takes the words of a model while they come. Used by one thread at a time; never blocks. */
public interface Words {

    /** Nobody waits for them. */
    Words UNWANTED =
            new Words() {
                @Override
                public boolean wanted() {
                    return false;
                }

                @Override
                public void say(String words) {}
            };

    /** Whether the model is to say its words while they come to it, and not all at its end. */
    boolean wanted();

    /** Takes the next words; those of a call, in order, are the text of its answer. */
    void say(String words);
}
