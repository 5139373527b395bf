package dev.millrace.systemtests;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An expression of PromQL that a rule or a dashboard uses.
 *
 * @param place where it stands, for whoever reads a failure
 */
record Expression(String place, String text) {

    private static final Set<String> WORDS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS =
            Set.of("and", "or", "unless", "offset", "bool", "inf", "nan");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern LABELS =
            Pattern.compile("\\b(?:" + String.join("|", WORDS) + ")\\s*\\([^)]*\\)");

    /** A name that no parenthesis follows, with its matchers. */
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])([A-Za-z_:][\\w:]*)(\\s*\\{[^}]*})?(?![\\w:]*\\s*\\()");

    /** With Grafana's variables replaced as it does itself: everything, over ten minutes. */
    Expression filled() {
        return new Expression(
                place,
                text.replace("$__rate_interval", "10m")
                        .replace("$__range", "10m")
                        .replaceAll("\\$[A-Za-z_]\\w*", ".*"));
    }

    /**
     * The same, with comparisons that tell 0 or 1 instead of leaving out what they do not hold for:
     * so it has a value whenever its sides have one. What was a day ago is what is now.
     */
    Expression withoutThresholds() {
        return new Expression(
                place,
                text.replaceAll("(?<=\\s)(>=|<=|==|>|<)(?=\\s)", "$1 bool")
                        .replaceAll("\\soffset 1d\\b", ""));
    }

    /** What it reads: names of metrics with the labels they must have. */
    List<String> selectors() {
        String plain = LABELS.matcher(RANGE.matcher(text).replaceAll("")).replaceAll("");
        return SELECTOR.matcher(plain)
                .results()
                .filter(found -> !insideString(plain, found))
                .filter(found -> !OPERATORS.contains(found.group(1)))
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** The names of the metrics it reads. */
    List<String> metrics() {
        return selectors().stream().map(s -> s.replaceAll("\\s*\\{.*", "")).distinct().toList();
    }

    private static boolean insideString(String text, MatchResult found) {
        return STRING.matcher(text)
                .results()
                .anyMatch(s -> s.start() < found.start() && found.end() <= s.end());
    }
}
