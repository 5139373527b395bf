package dev.millrace.screening;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A set of lines of which people said whether they are attacks. */
final class LabelledLines {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|n)");

    private LabelledLines() {}

    /** A line with its label. */
    record Line(boolean attack, Place place, String text) {

        Passage passage() {
            return new Passage("text", place, text);
        }
    }

    static List<Line> read(String file) {
        try (InputStream lines = LabelledLines.class.getResourceAsStream(file)) {
            String all =
                    new String(
                            Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(LabelledLines::line)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line line(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 3 || !List.of("attack", "innocent").contains(parts[0])) {
            throw new IllegalArgumentException("not a labelled line: " + line);
        }
        return new Line(
                parts[0].equals("attack"),
                Place.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                ESCAPE.matcher(parts[2]).replaceAll(LabelledLines::unescaped));
    }

    private static String unescaped(MatchResult escape) {
        String code = escape.group(1);
        return code == null
                ? "\n"
                : Matcher.quoteReplacement(Character.toString(Integer.parseInt(code, 16)));
    }
}
