package dev.millrace.screening;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds injected instructions and hidden text by rules. Never changes; for many threads. Time grows
 * with the length of the text alone: there is no text that takes a multiple of it.
 */
public final class Screening {

    /** Of documents so many characters are read in all, so that no task holds up others. */
    static final int DOCUMENT_CHARACTERS = 1024 * 1024;

    /** What documents meet that are longer: whatever they say there, nobody has looked at it. */
    static final String NOT_SCREENED = "not-screened";

    private static final double NOT_SCREENED_SCORE = 1;

    private final List<Rule> rules;
    private final Patterns patterns = new Patterns();

    Screening(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (int number = 0; number < rules.size(); number++) {
            for (WordPattern pattern : rules.get(number).patterns()) {
                patterns.add(number, pattern);
            }
        }
    }

    /** With the rules that come with Millrace. */
    public static Screening standard() {
        return new Screening(RuleFile.standard());
    }

    /** The ids of all rules, in their order. */
    public Set<String> rules() {
        Set<String> ids = new LinkedHashSet<>();
        rules.forEach(rule -> ids.add(rule.id()));
        ids.add(NOT_SCREENED);
        return ids;
    }

    /** What passages meet, of the rules that count for a policy. */
    public Findings screen(List<Passage> passages, ScreeningPolicy policy) {
        List<Hit> hits = new ArrayList<>();
        int left = DOCUMENT_CHARACTERS;
        boolean isWhole = true;
        for (Passage passage : passages) {
            String text = passage.text();
            if (passage.place() == Place.DOCUMENT) {
                text = text.substring(0, Math.min(text.length(), left));
                left -= text.length();
            }
            addHits(passage, text, hits);
            if (isWhole && text.length() < passage.text().length()) {
                isWhole = false;
                hits.add(new Hit(passage.field(), NOT_SCREENED, NOT_SCREENED_SCORE));
            }
        }
        hits.removeIf(hit -> policy.withoutRules().contains(hit.rule()));
        return hits.isEmpty() ? Findings.NONE : new Findings(hits);
    }

    private void addHits(Passage passage, String text, List<Hit> hits) {
        BitSet met = met(text);
        for (int number = met.nextSetBit(0); number >= 0; number = met.nextSetBit(number + 1)) {
            Rule rule = rules.get(number);
            if (rule.places().contains(passage.place())) {
                hits.add(new Hit(passage.field(), rule.id(), rule.score()));
            }
        }
    }

    private BitSet met(String text) {
        BitSet met = said(text);
        for (String decoded : EncodedText.in(text)) {
            met.or(said(decoded));
        }
        Set<Hidden> hidden = HiddenText.in(text);
        for (int number = 0; number < rules.size(); number++) {
            if (rules.get(number).hidden().stream().anyMatch(hidden::contains)) {
                met.set(number);
            }
        }
        return met;
    }

    private BitSet said(String text) {
        BitSet met = words(text);
        String literal = LiteralText.of(text);
        for (int number = 0; number < rules.size(); number++) {
            if (rules.get(number).literals().stream().anyMatch(literal::contains)) {
                met.set(number);
            }
        }
        return met;
    }

    private BitSet words(String text) {
        PatternRun run = new PatternRun(patterns);
        new WordReader(patterns.vocabulary(), run::word).read(text);
        return run.found();
    }
}
