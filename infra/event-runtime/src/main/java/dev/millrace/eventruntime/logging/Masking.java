package dev.millrace.eventruntime.logging;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of a text: those that are known, and what looks like one. Immutable. */
final class Masking {

    static final String MASK = "***";

    /** Shorter ones would tear holes into ordinary words. */
    static final int SHORTEST = 6;

    private static final List<Rule> RULES =
            List.of(
                    new Rule("://", "://[^/\\s\"'<>@]+@", "://" + MASK + "@"),
                    new Rule("sk-", "\\bsk-[\\w*-]{6,}", MASK),
                    new Rule("mr_", "\\b(mr_[a-z2-7]{10}_)[a-z2-7]+", "$1" + MASK),
                    new Rule("eyJ", "\\beyJ[\\w-]{4,}\\.[\\w-]{4,}(?:\\.[\\w-]*)?", MASK),
                    new Rule("AKIA", "\\bAKIA[0-9A-Z]{16}\\b", MASK),
                    new Rule("AIza", "\\bAIza[\\w-]{30,}", MASK),
                    new Rule("gh", "\\bgh[pousr]_\\w{20,}", MASK),
                    new Rule("github_pat_", "\\bgithub_pat_\\w{20,}", MASK),
                    new Rule("xox", "\\bxox[abprs]-[\\w-]{10,}", MASK),
                    new Rule(
                            "PRIVATE KEY",
                            "-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
                            MASK));

    /** Names that stand before a secret, as in headers, properties and JSON. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?:\\b(bearer|basic(?=\\s+(?:\\S*[\\d=]|\\S{20})))\\s+[\\w.~+/=*-]{6,}"
                            + "|(authorization|api[_-]?key|password|passwd|secret"
                            + "|(?:access|refresh|id)[_-]?token)"
                            + "(\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)"
                            + "((?:(?:bearer|basic)\\s+)?[^\\s\"',;&\\\\(){}\\[\\]]{4,}))",
                    Pattern.CASE_INSENSITIVE);

    /** In lower case; far quicker to look for than the pattern. */
    private static final List<String> NAMES =
            List.of(
                    "bearer ",
                    "basic ",
                    "authorization",
                    "apikey",
                    "api-key",
                    "api_key",
                    "passw",
                    "secret",
                    "accesstoken",
                    "access_token",
                    "access-token",
                    "refresh",
                    "idtoken",
                    "id_token",
                    "id-token");

    private final List<String> known;

    /**
     * @param known the values of secrets
     */
    Masking(Set<String> known) {
        // A secret may be part of another one.
        this.known =
                known.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    /** The same text, if there is nothing to mask. */
    String mask(String text) {
        String masked = text;
        for (String secret : known) {
            masked = masked.replace(secret, MASK);
        }
        for (Rule rule : RULES) {
            masked = rule.apply(masked);
        }
        return named(masked);
    }

    private static String named(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (NAMES.stream().noneMatch(lower::contains)) {
            return text;
        }
        Matcher found = NAMED.matcher(text);
        return found.find()
                ? found.reset()
                        .replaceAll(
                                match ->
                                        match.group(1) != null
                                                ? match.group(1) + " " + MASK
                                                : Matcher.quoteReplacement(
                                                        match.group(2) + match.group(3) + MASK))
                : text;
    }

    /**
     * What a kind of secret looks like.
     *
     * @param hint is in each of them; quicker to look for
     */
    private record Rule(String hint, Pattern pattern, String replacement) {

        Rule(String hint, String pattern, String replacement) {
            this(hint, Pattern.compile(pattern), replacement);
        }

        String apply(String text) {
            return text.contains(hint) ? pattern.matcher(text).replaceAll(replacement) : text;
        }
    }
}
