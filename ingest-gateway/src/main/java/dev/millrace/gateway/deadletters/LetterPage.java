package dev.millrace.gateway.deadletters;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters, newest first.
 *
 * @param next where the list goes on; null at its end. A page may be short, or even empty, before
 *     that: a question looks at a bounded number of letters.
 */
public record LetterPage(List<DeadLetter> letters, @Nullable LetterCursor next) {}
