package dev.millrace.systemtests;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The spans of a trace in the order in which people read them: each under its parent. */
record TraceTree(List<Row> rows) {

    record Row(int depth, ReceivedSpan span) {}

    static TraceTree of(List<ReceivedSpan> spans) {
        Set<String> ids = spans.stream().map(ReceivedSpan::id).collect(Collectors.toSet());
        List<Row> rows = new ArrayList<>();
        spans.stream()
                .filter(span -> !ids.contains(span.parentId()))
                .sorted(Comparator.comparingLong(ReceivedSpan::start))
                .forEach(first -> add(first, 0, spans, rows, new HashSet<>()));
        return new TraceTree(rows);
    }

    private static void add(
            ReceivedSpan span,
            int depth,
            List<ReceivedSpan> spans,
            List<Row> rows,
            Set<String> above) {
        if (!above.add(span.id())) {
            throw new IllegalArgumentException("a span is above itself: " + span.name());
        }
        rows.add(new Row(depth, span));
        spans.stream()
                .filter(other -> other.parentId().equals(span.id()))
                .sorted(Comparator.comparingLong(ReceivedSpan::start))
                .forEach(child -> add(child, depth + 1, spans, rows, above));
    }

    /** One line for each span: its service, kind and name, indented. */
    @Override
    public String toString() {
        return rows.stream()
                .map(
                        row ->
                                "  ".repeat(row.depth())
                                        + row.span().service()
                                        + " "
                                        + row.span().kind()
                                        + " "
                                        + row.span().name()
                                        + "\n")
                .collect(Collectors.joining());
    }
}
