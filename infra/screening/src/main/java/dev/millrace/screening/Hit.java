package dev.millrace.screening;

/** A rule that a passage met; never the words that did. */
public record Hit(String field, String rule, double score) {}
