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
        return ids;
    }

    /** What passages meet, of the rules that count for a policy. */
    public Findings screen(List<Passage> passages, ScreeningPolicy policy) {
        List<Hit> hits = new ArrayList<>();
        for (Passage passage : passages) {
            BitSet met = met(passage.text());
            for (int number = met.nextSetBit(0); number >= 0; number = met.nextSetBit(number + 1)) {
                Rule rule = rules.get(number);
                if (rule.places().contains(passage.place())
                        && !policy.withoutRules().contains(rule.id())) {
                    hits.add(new Hit(passage.field(), rule.id(), rule.score()));
                }
            }
        }
        return hits.isEmpty() ? Findings.NONE : new Findings(hits);
    }

    private BitSet met(String text) {
        BitSet met = words(text);
        for (String decoded : EncodedText.in(text)) {
            met.or(words(decoded));
        }
        Set<Hidden> hidden = HiddenText.in(text);
        for (int number = 0; number < rules.size(); number++) {
            Rule rule = rules.get(number);
            if (rule.hidden().stream().anyMatch(hidden::contains)
                    || rule.literals().stream().anyMatch(text::contains)) {
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
