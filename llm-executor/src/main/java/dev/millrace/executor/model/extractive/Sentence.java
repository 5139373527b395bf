package dev.millrace.executor.model.extractive;

/**
 * A piece of a text that can stand as an answer: a sentence, a list item, a table row or a line of
 * code.
 *
 * @param text the words as they stand in the text, with every run of white space made one space
 * @param context what stands above it and says what it is about: heading, table header, the line
 *     that introduces a list; empty when there is none
 */
public record Sentence(String text, String context, Kind kind) {

    /** What the piece is in the layout of its text. */
    public enum Kind {
        PROSE,
        ITEM,
        ROW,
        CODE,
        /** A line of its own that is most likely a heading. */
        TITLE,
        HEADING
    }
}
