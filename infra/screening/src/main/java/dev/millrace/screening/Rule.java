package dev.millrace.screening;

import java.util.List;
import java.util.Set;

/**
 * What the screening looks for.
 *
 * @param id names it in flags; stays for good
 * @param description for people
 * @param places the kinds of text that it is for
 * @param score how grave it is; 1 is enough for most agents
 * @param patterns sequences of words, one of which has to be there
 * @param literals texts, one of which has to be there as it is
 * @param hidden a kind of hidden text that has to be there, if any
 */
record Rule(
        String id,
        String description,
        Set<Place> places,
        double score,
        List<WordPattern> patterns,
        List<String> literals,
        Set<Hidden> hidden) {

    Rule {
        places = Set.copyOf(places);
        patterns = List.copyOf(patterns);
        literals = List.copyOf(literals);
        hidden = Set.copyOf(hidden);
    }
}
