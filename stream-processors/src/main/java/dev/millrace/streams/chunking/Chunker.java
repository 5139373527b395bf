package dev.millrace.streams.chunking;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Cuts a text into chunks of whole sentences, each chunk repeating the last sentences of the one
 * before it. The same text gives the same chunks, and cutting can go on later with the text from
 * the start of any chunk.
 */
final class Chunker {

    private final TokenCounter counter;
    private final ChunkSize size;

    Chunker(TokenCounter counter, ChunkSize size) {
        this.counter = counter;
        this.size = size;
    }

    /**
     * The chunks of a text, cut as they are asked for.
     *
     * @param insideCode whether the text begins inside a fenced block of code
     */
    Iterator<TextChunk> chunks(String text, boolean insideCode) {
        return new Chunks(text, insideCode);
    }

    /** Holds the spans of the chunk at hand; the first {@code repeated} were in the one before. */
    private final class Chunks implements Iterator<TextChunk> {

        private final String text;
        private final Spans source;
        private final List<Span> spans = new ArrayList<>();
        private int repeated;
        private boolean exhausted;

        Chunks(String text, boolean insideCode) {
            this.text = text;
            this.source = new Spans(text, insideCode, counter, size);
        }

        @Override
        public boolean hasNext() {
            while (spans.size() <= repeated && !exhausted) {
                pull();
            }
            return spans.size() > repeated;
        }

        @Override
        public TextChunk next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the text has no more chunks");
            }
            int taken = take();
            while (taken <= repeated) {
                // What is new does not fit behind the repeated sentences: repeat fewer.
                spans.removeFirst();
                repeated--;
                taken = take();
            }
            Span first = spans.getFirst();
            TextChunk chunk =
                    new TextChunk(
                            first.start(),
                            text.substring(first.start(), spans.get(taken - 1).end()),
                            tokens(taken),
                            first.code());
            moveOn(taken);
            return chunk;
        }

        /** How many of the spans fit into a chunk, at least one. */
        private int take() {
            int taken = 1;
            int tokens = spans.getFirst().tokens();
            while (true) {
                if (spans.size() == taken && !exhausted) {
                    pull();
                }
                if (spans.size() == taken || !fits(tokens + spans.get(taken).tokens(), taken)) {
                    break;
                }
                tokens += spans.get(taken).tokens();
                taken++;
            }
            // Pieces of one word may have more tokens together than each alone.
            while (taken > 1 && tokens(taken) > size.maxTokens()) {
                taken--;
            }
            return spans.size() == taken ? taken : withoutTrailingHeadings(taken);
        }

        private boolean fits(int tokens, int last) {
            return tokens <= size.maxTokens()
                    && spans.get(last).end() - spans.getFirst().start() <= size.maxCharacters();
        }

        private int withoutTrailingHeadings(int taken) {
            int kept = taken;
            while (kept > repeated + 1 && spans.get(kept - 1).heading()) {
                kept--;
            }
            return kept;
        }

        private int tokens(int taken) {
            return counter.count(text, spans.getFirst().start(), spans.get(taken - 1).end());
        }

        private void moveOn(int taken) {
            int keepFrom = taken;
            int tokens = 0;
            while (keepFrom > 1
                    && tokens + spans.get(keepFrom - 1).tokens() <= size.overlapTokens()) {
                keepFrom--;
                tokens += spans.get(keepFrom).tokens();
            }
            spans.subList(0, keepFrom).clear();
            repeated = taken - keepFrom;
        }

        private void pull() {
            Span span = source.next();
            if (span == null) {
                exhausted = true;
            } else {
                spans.add(span);
            }
        }
    }
}
