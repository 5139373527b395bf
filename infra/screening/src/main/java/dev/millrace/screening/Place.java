package dev.millrace.screening;

/** What kind of text something is. */
public enum Place {
    /** What a user says: it is meant to instruct. */
    PROMPT,
    /** What is read: it is not. */
    DOCUMENT
}
