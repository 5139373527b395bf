package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.LetterCursor;
import dev.millrace.gateway.deadletters.LetterPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of dead letters as callers see it. */
record LetterPageBody(List<LetterBody> items, @Nullable String next) {

    static LetterPageBody of(LetterPage page) {
        LetterCursor next = page.next();
        return new LetterPageBody(
                page.letters().stream().map(LetterBody::of).toList(),
                next == null ? null : next.toString());
    }
}
