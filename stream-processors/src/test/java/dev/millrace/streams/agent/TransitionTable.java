package dev.millrace.streams.agent;

import dev.millrace.TaskEventKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of transitions as {@code docs/agent.md} has them. */
final class TransitionTable {

    static final String BEFORE_AND_AFTER = "Before and after";
    static final String EVERY_STATE = "In every state of a task under way";
    static final String GATHERING = "Gathering context";
    static final String TURN = "Awaiting a turn";
    static final String TOOLS = "Awaiting tools";

    private static final Pattern CLAIM =
            Pattern.compile(
                    "`([a-z_]+)`|dropped: ([a-z-]+)(?:; ([a-z-]+))?|dead letter|not wanted");

    private TransitionTable() {}

    /**
     * A cell that says what becomes of an event.
     *
     * @param section the headline above the table
     * @param event the first cell of the row
     * @param state the headline of the column, or else which state of {@link #EVERY_STATE}; else
     *     empty
     */
    record Cell(String section, String event, String state) {}

    /** The cells and what they say. */
    record Said(Cell cell, String outcome) {

        /** What the cell says is written, in the words of {@link Written}. */
        Set<String> claims() {
            Set<String> claims = new LinkedHashSet<>();
            Matcher found = CLAIM.matcher(outcome);
            while (found.find()) {
                String event = found.group(1);
                if (event != null) {
                    addIfKind(event, claims);
                } else if (found.group(2) != null) {
                    claims.add("dropped:" + found.group(2));
                    Stream.ofNullable(found.group(3)).map("dropped:"::concat).forEach(claims::add);
                } else {
                    claims.add(found.group().replace(' ', '-'));
                }
            }
            return claims;
        }

        /** Not all that is set as code is the kind of an event. */
        private static void addIfKind(String name, Set<String> claims) {
            if (TaskEventKind.getClassSchema().hasEnumSymbol(name)) {
                claims.add(name);
            }
        }
    }

    static List<Said> read() {
        List<Said> cells = new ArrayList<>();
        String section = "";
        List<String> headline = List.of();
        for (String line : transitions()) {
            if (line.startsWith("### ")) {
                section = line.substring(4);
                headline = List.of();
            } else if (line.startsWith("|") && headline.isEmpty()) {
                headline = cells(line);
            } else if (line.startsWith("|") && !line.startsWith("|---")) {
                addRow(section, headline, cells(line), cells);
            }
        }
        return cells;
    }

    private static void addRow(
            String section, List<String> headline, List<String> row, List<Said> into) {
        List<String> states =
                section.equals(EVERY_STATE)
                        ? List.of(GATHERING, TURN, TOOLS)
                        : headline.subList(1, headline.size());
        for (int at = 0; at < states.size(); at++) {
            String outcome = row.get(section.equals(EVERY_STATE) ? 1 : 1 + at);
            if (!outcome.isEmpty()) {
                into.add(new Said(new Cell(section, row.getFirst(), states.get(at)), outcome));
            }
        }
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList()
                .reversed()
                .stream()
                .skip(1)
                .toList()
                .reversed();
    }

    private static List<String> transitions() {
        try {
            return Files.readAllLines(Path.of("docs", "agent.md")).stream()
                    .dropWhile(line -> !line.equals("## Transitions"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
