package dev.millrace.sink.document;

/** What became of a document. */
public sealed interface Outcome {

    /** The document is stored. */
    record Stored() implements Outcome {}

    /** The same or a newer document was there already, which is just as well. */
    record AlreadyThere() implements Outcome {}

    /** The store cannot take it now; later it may. */
    record Busy(String reason) implements Outcome {}

    /** The store will never take it. */
    record Refused(String reason) implements Outcome {}
}
