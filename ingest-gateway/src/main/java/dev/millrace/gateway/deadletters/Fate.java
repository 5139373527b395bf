package dev.millrace.gateway.deadletters;

import org.jspecify.annotations.Nullable;

/**
 * What was done about a dead letter.
 *
 * @param redrivenAs the new task, if one was made
 */
public record Fate(LetterStatus status, @Nullable String redrivenAs) {

    static final Fate OPEN = new Fate(LetterStatus.OPEN, null);
}
