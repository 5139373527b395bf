package dev.millrace.systemtests;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a trace as a waterfall: a row for each span, a bar from its start to its end. */
final class TraceDrawing {

    private static final int NAMES = 470;
    private static final int BARS = 620;
    private static final int WIDTH = NAMES + BARS + 110;
    private static final int TOP = 76;
    private static final int ROW = 26;
    private static final int INDENT = 14;
    private static final int TICKS = 5;

    private static final Map<String, String> COLOURS =
            Map.of(
                    "ingest-gateway", "#2563eb",
                    "stream-processors", "#7c3aed",
                    "llm-executor", "#d97706",
                    "result-sink", "#059669");

    private final StringBuilder svg = new StringBuilder();
    private final List<TraceTree.Row> rows;
    private final long start;
    private final long end;

    private TraceDrawing(TraceTree tree) {
        this.rows = tree.rows();
        this.start = rows.stream().mapToLong(row -> row.span().start()).min().orElseThrow();
        this.end = rows.stream().mapToLong(row -> row.span().end()).max().orElseThrow();
    }

    static String svg(TraceTree tree) {
        return new TraceDrawing(tree).draw();
    }

    private String draw() {
        int height = TOP + rows.size() * ROW + 16;
        add(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                                + " height=\"%d\" font-family=\"Helvetica, Arial, sans-serif\""
                                + " font-size=\"13\">",
                        WIDTH,
                        height,
                        WIDTH,
                        height));
        add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        legend();
        axis(height);
        for (int row = 0; row < rows.size(); row++) {
            span(rows.get(row), TOP + row * ROW);
        }
        add("</svg>");
        return svg.toString();
    }

    private void legend() {
        text(
                16,
                24,
                "#111827",
                "One task, one trace: " + rows.size() + " spans, " + time(end - start));
        int x = 16;
        for (String service :
                List.of("ingest-gateway", "stream-processors", "llm-executor", "result-sink")) {
            add(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"36\" width=\"12\" height=\"12\" rx=\"2\" fill=\"%s\"/>",
                            x,
                            colour(service)));
            text(x + 18, 47, "#374151", service);
            x += 40 + service.length() * 8;
        }
    }

    private void axis(int height) {
        for (int tick = 0; tick <= TICKS; tick++) {
            int x = NAMES + BARS * tick / TICKS;
            add(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#e5e7eb\"/>",
                            x,
                            TOP - 6,
                            x,
                            height - 10));
            add(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%d\" fill=\"#6b7280\" font-size=\"11\" text-anchor=\"middle\">%s</text>",
                            x,
                            TOP - 12,
                            time((end - start) * tick / TICKS)));
        }
    }

    private void span(TraceTree.Row row, int y) {
        ReceivedSpan span = row.span();
        String colour = colour(span.service());
        int indent = 16 + row.depth() * INDENT;
        add(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"4\" height=\"16\" fill=\"%s\"/>",
                        indent,
                        y + 4,
                        colour));
        text(indent + 10, y + 17, "#111827", span.name());
        double from = NAMES + scaled(span.start() - start);
        double width = Math.max(2, scaled(span.end() - span.start()));
        add(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\" rx=\"2\" fill=\"%s\"><title>%s: %s</title></rect>",
                        from,
                        y + 4,
                        width,
                        colour,
                        escaped(span.service() + ", " + span.name()),
                        time(span.end() - span.start())));
        add(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" fill=\"#4b5563\" font-size=\"11\">%s</text>",
                        from + width + 5,
                        y + 16,
                        time(span.end() - span.start())));
    }

    private double scaled(long nanos) {
        return (double) nanos * BARS / Math.max(1, end - start);
    }

    private void text(int x, int y, String colour, String words) {
        add(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                        x,
                        y,
                        colour,
                        escaped(words)));
    }

    private void add(String line) {
        svg.append(line).append('\n');
    }

    private static String colour(String service) {
        return COLOURS.getOrDefault(service, "#6b7280");
    }

    private static String time(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
