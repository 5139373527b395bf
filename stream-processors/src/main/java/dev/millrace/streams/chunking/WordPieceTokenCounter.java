package dev.millrace.streams.chunking;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts tokens as the tokenizer of MiniLM does: BERT's WordPiece over its uncased English
 * vocabulary. Counts only, in plain Java: the tokenizer of the model itself is native code that
 * cuts its input at 512 tokens. Immutable after construction; thread-safe.
 */
final class WordPieceTokenCounter implements TokenCounter {

    private static final String VOCABULARY = "/bert-vocabulary-en.txt";
    private static final String CONTINUATION = "##";

    /** BERT does not look into longer words: each is one unknown token. */
    private static final int LONGEST_WORD = 100;

    private static final int LAST_ASCII = 127;
    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    private final Set<String> beginnings = new HashSet<>();
    private final Set<String> continuations = new HashSet<>();

    WordPieceTokenCounter() {
        try (InputStream stream = WordPieceTokenCounter.class.getResourceAsStream(VOCABULARY)) {
            if (stream == null) {
                throw new IllegalStateException(
                        VOCABULARY
                                + " is missing: langchain4j-embeddings must be on the class path");
            }
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .forEach(this::learn);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + VOCABULARY, e);
        }
    }

    private void learn(String token) {
        if (token.startsWith(CONTINUATION)) {
            continuations.add(token.substring(CONTINUATION.length()));
        } else {
            beginnings.add(token);
        }
    }

    @Override
    public int count(String text, int start, int end) {
        StringBuilder word = new StringBuilder();
        int tokens = 0;
        int at = start;
        while (at < end) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            switch (kindOf(character)) {
                case LETTER -> append(word, character);
                case BREAK -> tokens += flush(word);
                case ALONE -> {
                    tokens += flush(word);
                    append(word, character);
                    tokens += flush(word);
                }
                case NOTHING -> {}
            }
        }
        return tokens + flush(word);
    }

    private enum Kind {
        LETTER,
        BREAK,
        ALONE,
        NOTHING
    }

    private static Kind kindOf(int character) {
        if (character <= LAST_ASCII) {
            if (Character.isLetterOrDigit(character)) {
                return Kind.LETTER;
            }
            if (character == ' ' || character == '\t' || character == '\n' || character == '\r') {
                return Kind.BREAK;
            }
            return Character.isISOControl(character) ? Kind.NOTHING : Kind.ALONE;
        }
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    Kind.BREAK;
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    character == 0x85 ? Kind.BREAK : Kind.NOTHING;
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                    Kind.ALONE;
            default -> {
                if (character == REPLACEMENT_CHARACTER) {
                    yield Kind.NOTHING;
                }
                yield isCjk(character) ? Kind.ALONE : Kind.LETTER;
            }
        };
    }

    /**
     * The blocks that BERT takes apart into single characters: CJK ideographs, not kana or hangul.
     */
    private static boolean isCjk(int character) {
        return (character >= 0x4E00 && character <= 0x9FFF)
                || (character >= 0x3400 && character <= 0x4DBF)
                || (character >= 0x20000 && character <= 0x2A6DF)
                || (character >= 0x2A700 && character <= 0x2CEAF)
                || (character >= 0xF900 && character <= 0xFAFF)
                || (character >= 0x2F800 && character <= 0x2FA1F);
    }

    /** Adds a character without accents and in lower case. */
    private static void append(StringBuilder word, int character) {
        if (word.length() > 2 * LONGEST_WORD) {
            return; // already too long for BERT, whatever follows
        }
        if (character <= LAST_ASCII) {
            word.append((char) Character.toLowerCase(character));
            return;
        }
        String decomposed =
                Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD);
        decomposed
                .codePoints()
                .filter(part -> Character.getType(part) != Character.NON_SPACING_MARK)
                .map(Character::toLowerCase)
                .forEach(word::appendCodePoint);
    }

    private int flush(StringBuilder word) {
        if (word.isEmpty()) {
            return 0;
        }
        String text = word.toString();
        word.setLength(0);
        if (beginnings.contains(text) || text.codePointCount(0, text.length()) > LONGEST_WORD) {
            return 1;
        }
        return pieces(text);
    }

    /** Greedy: always the longest piece that the vocabulary has; a word with a gap is unknown. */
    private int pieces(String word) {
        int pieces = 0;
        int start = 0;
        while (start < word.length()) {
            Set<String> candidates = start == 0 ? beginnings : continuations;
            int end = word.length();
            while (end > start && !candidates.contains(word.substring(start, end))) {
                end--;
            }
            if (end == start) {
                return 1;
            }
            start = end;
            pieces++;
        }
        return pieces;
    }
}
