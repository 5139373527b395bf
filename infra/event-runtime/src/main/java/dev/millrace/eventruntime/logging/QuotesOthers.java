package dev.millrace.eventruntime.logging;

/** An exception of ours whose message repeats what somebody else said, so that it is not logged. */
public interface QuotesOthers {}
