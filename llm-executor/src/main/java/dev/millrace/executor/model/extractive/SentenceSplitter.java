package dev.millrace.executor.model.extractive;

import dev.millrace.executor.model.extractive.Sentence.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits plain text or Markdown into sentences, each an unchanged part of the text up to white
 * space.
 *
 * <p>One instance reads one text, line by line: it owns the block being collected and the headings
 * above it.
 */
public final class SentenceSplitter {

    private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");
    private static final Pattern HEADING = Pattern.compile("\\s{0,3}(#{1,6})\\s+(.*?)\\s*#*\\s*");
    private static final Pattern UNDERLINE = Pattern.compile("\\s*(={3,}|-{3,}|~{3,}|\\*{3,})\\s*");
    private static final Pattern SEPARATOR_ROW = Pattern.compile("\\s*\\|?[\\s:|+=-]*-[\\s:|+=-]*");
    private static final Pattern ITEM =
            Pattern.compile("\\s*((?:[-*+•o>]|Q:|A:|\\(?\\d{1,3}[.)]|\\(?[a-zA-Z][.)])\\s+)\\S.*");
    private static final Pattern PLAIN_HEADING =
            Pattern.compile(
                    "\\s*(?:(?:Section|Article|Chapter|Part|Artikel|§)?\\s*[\\dIVX.]*[.:)]?\\s*)\\p{Lu}[^.!?;:]{0,70}\\s*");

    /** An entry of a table of contents, or the address behind a link: says nothing by itself. */
    private static final Pattern SIGNPOST =
            Pattern.compile("\\[[^]]+](\\(#[^)]*\\)|\\[[^]]*]|:\\s*\\S+)?");

    /** Every long word begins with a capital. */
    private static final Pattern TITLE_CASE =
            Pattern.compile("\\p{Lu}\\S*(?:\\s+(?:\\p{Lu}\\S*|\\p{Ll}{1,3}))+");

    private final List<Sentence> sentences = new ArrayList<>();
    private final List<String> block = new ArrayList<>();
    private String heading = "";
    private String lead = "";
    private String tableHeader = "";
    private boolean inItem;
    private boolean numbered;
    private boolean inCode;

    private SentenceSplitter() {}

    /** The sentences of a text in their order. */
    public static List<Sentence> split(String text) {
        SentenceSplitter splitter = new SentenceSplitter();
        List<String> lines = text.lines().toList();
        splitter.inCode = beginsInCode(lines);
        for (int i = 0; i < lines.size(); i++) {
            splitter.read(lines.get(i), i + 1 < lines.size() ? lines.get(i + 1) : "");
        }
        splitter.endBlock(true);
        return List.copyOf(splitter.sentences);
    }

    /** A piece of a longer text may hold the end of a block of code without its beginning. */
    private static boolean beginsInCode(List<String> lines) {
        List<String> fences = lines.stream().filter(line -> FENCE.matcher(line).matches()).toList();
        return fences.size() % 2 == 1 && fences.getFirst().strip().length() == 3;
    }

    private void read(String line, String next) {
        if (FENCE.matcher(line).matches()) {
            endBlock(false);
            inCode = !inCode;
        } else if (inCode) {
            code(line);
        } else if (line.isBlank()) {
            endBlock(true);
            tableHeader = "";
        } else if (HEADING.matcher(line).matches()) {
            endBlock(false);
            heading(line.strip().replaceAll("^#+\\s*|\\s*#+$", ""));
        } else if (UNDERLINE.matcher(line).matches()) {
            underline();
        } else if (line.strip().startsWith("|")) {
            row(line, next);
        } else {
            prose(line);
        }
    }

    private void code(String line) {
        if (!line.isBlank()) {
            add(line, Kind.CODE);
        }
    }

    private void underline() {
        if (block.size() == 1) {
            String title = block.getFirst();
            block.clear();
            heading(title);
        } else {
            endBlock(false);
        }
    }

    private void heading(String title) {
        heading = collapse(title);
        lead = "";
        tableHeader = "";
        if (!heading.isEmpty()) {
            sentences.add(new Sentence(heading, "", Kind.HEADING));
        }
    }

    private void row(String line, String next) {
        endBlock(false);
        if (SEPARATOR_ROW.matcher(line).matches()) {
            return;
        }
        String row = line.strip().replaceAll("^\\|\\s*|\\s*\\|$", "");
        if (SEPARATOR_ROW.matcher(next).matches()) {
            tableHeader = collapse(row);
        } else {
            add(row, Kind.ROW);
        }
    }

    private void prose(String line) {
        Matcher item = ITEM.matcher(line);
        if (item.matches()) {
            endBlock(false);
            inItem = true;
            numbered = Character.isDigit(item.group(1).strip().charAt(0));
            block.add(line.substring(item.end(1)));
        } else {
            block.add(line);
        }
    }

    /**
     * @param paragraphEnds whether a blank line or the end of the text follows
     */
    private void endBlock(boolean paragraphEnds) {
        if (block.isEmpty()) {
            return;
        }
        String text = collapse(String.join("\n", block));
        boolean alone = block.size() == 1 && paragraphEnds && !inItem;
        block.clear();
        if (alone && looksLikeHeading(text)) {
            heading(text);
            // It may as well be a short answer, such as a name or a date on a line of its own.
            sentences.set(sentences.size() - 1, new Sentence(text, "", Kind.TITLE));
            return;
        }
        Kind kind = inItem ? Kind.ITEM : Kind.PROSE;
        List<String> parts = new ArrayList<>(SentenceBreaks.split(text));
        if (numbered && !parts.isEmpty() && titles(parts)) {
            heading(parts.removeFirst());
        }
        inItem = false;
        numbered = false;
        for (String part : parts) {
            if (part.endsWith("?")) {
                // What follows is the answer to it.
                heading(part);
            } else {
                add(part, kind);
            }
        }
        if (kind == Kind.PROSE) {
            String last = parts.isEmpty() ? "" : parts.getLast();
            lead = last.endsWith(":") ? last : "";
        }
    }

    /** Whether the first part is the title of a numbered section: "7. Disclaimer of Warranty." */
    private static boolean titles(List<String> parts) {
        String first = parts.getFirst().replaceAll("\\.$", "");
        return looksLikeHeading(first) && (parts.size() > 1 || TITLE_CASE.matcher(first).matches());
    }

    private static boolean looksLikeHeading(String text) {
        return text.length() <= 70
                && PLAIN_HEADING.matcher(text).matches()
                && text.split(" ").length <= 9
                && !text.endsWith(".");
    }

    private void add(String text, Kind kind) {
        String words = collapse(text);
        if (words.codePoints().anyMatch(Character::isLetterOrDigit)
                && !SIGNPOST.matcher(words).matches()) {
            sentences.add(new Sentence(words, context(kind), kind));
        }
    }

    private String context(Kind kind) {
        List<String> parts = new ArrayList<>();
        if (!heading.isEmpty()) {
            parts.add(heading);
        }
        if (!lead.isEmpty() && kind != Kind.PROSE) {
            parts.add(lead);
        }
        if (!tableHeader.isEmpty() && kind == Kind.ROW) {
            parts.add(tableHeader);
        }
        return String.join(" ", parts);
    }

    private static String collapse(String text) {
        return text.strip().replaceAll("[\\s\\u00a0]+", " ");
    }
}
