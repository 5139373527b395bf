package dev.millrace.gateway.deadletters;

/** What came of an action on a dead letter. */
public sealed interface Redrive {

    /** It was done, now or before; the letter as it is now. */
    record Done(DeadLetter letter) implements Redrive {}

    /** There is no such letter, or it is not for the caller to see. */
    record Unknown() implements Redrive {}

    /** It cannot be done. */
    record Refused(String reason) implements Redrive {}
}
