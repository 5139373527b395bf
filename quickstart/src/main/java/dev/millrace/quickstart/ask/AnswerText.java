package dev.millrace.quickstart.ask;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An answer as people read it: the text, what it rests on, and a line about its making. */
final class AnswerText {

    private static final Pattern MARK = Pattern.compile("\\[(\\d{1,4})]");

    private AnswerText() {}

    static String render(Task task, Duration elapsed) {
        StringBuilder text = new StringBuilder(task.text().strip()).append("\n\n");
        List<String> labels = labels(task);
        for (int i = 0; i < task.citations().size(); i++) {
            Task.Citation citation = task.citations().get(i);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s %s: \"%s\" (%.2f)%n",
                            labels.get(i),
                            citation.documentId(),
                            citation.quote().replaceAll("\\s+", " ").strip(),
                            citation.score()));
        }
        if (!task.citations().isEmpty()) {
            text.append('\n');
        }
        return text.append(footer(task, elapsed)).toString();
    }

    private static String footer(Task task, Duration elapsed) {
        return String.format(
                Locale.ROOT,
                "%s, %d tokens, %s, %.1f s",
                task.model(),
                task.tokens(),
                task.costUsd() == 0
                        ? "no cost"
                        : String.format(Locale.ROOT, "%.6f USD", task.costUsd()),
                elapsed.toMillis() / 1000.0);
    }

    /**
     * The marks of the text, one for each citation. Citations come in the order of the marks, but
     * do not say which mark is theirs, and one that is used twice may have one quote or two.
     */
    private static List<String> labels(Task task) {
        List<String> all = MARK.matcher(task.text()).results().map(MatchResult::group).toList();
        if (all.size() == task.citations().size()) {
            return all;
        }
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(all));
        if (distinct.size() == task.citations().size()) {
            return distinct;
        }
        return task.citations().stream().map(_ -> "-").toList();
    }
}
