package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.LetterScope;
import dev.millrace.gateway.identity.Identity;

/** Lets operators and admins pass, and nobody else. */
final class Operators {

    private Operators() {}

    /**
     * What a caller may see.
     *
     * @throws ProblemException if that is nothing
     */
    static LetterScope scope(Identity identity) {
        if (!LetterScope.isOpenTo(identity)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "Dead letters need a key with the role operator.");
        }
        return LetterScope.of(identity);
    }
}
