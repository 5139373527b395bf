package dev.millrace.quickstart.bench;

/** What came out of a measurement. */
interface Report {

    /** Whether all that was begun ended well. */
    boolean isWhole();

    String toText();

    String toJson();
}
