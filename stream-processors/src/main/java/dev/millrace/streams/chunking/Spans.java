package dev.millrace.streams.chunking;

import dev.millrace.streams.chunking.Blocks.Block;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a document apart into spans, one block at a time. What is longer than a chunk may be is cut
 * at lines, then at words, then anywhere between two characters. For one thread.
 */
final class Spans {

    private final String text;
    private final TokenCounter counter;
    private final ChunkSize size;
    private final Blocks blocks;
    private final Deque<Span> ready = new ArrayDeque<>();

    Spans(String text, boolean insideCode, TokenCounter counter, ChunkSize size) {
        this.text = text;
        this.counter = counter;
        this.size = size;
        this.blocks = new Blocks(text, insideCode);
    }

    /** The next span that has tokens, or null at the end. */
    @Nullable Span next() {
        while (ready.isEmpty()) {
            Block block = blocks.next();
            if (block == null) {
                return null;
            }
            switch (block.kind()) {
                case HEADING, CODE -> addLines(block, block.start(), block.end());
                case PARAGRAPH -> addSentences(block);
            }
        }
        return ready.poll();
    }

    private void addSentences(Block block) {
        List<Integer> ends = Sentences.ends(text, block.start(), block.end());
        if (!block.whole() && ends.size() > 1) {
            // The block was cut for its length: its last sentence goes on in the next one.
            ends.removeLast();
            blocks.backTo(ends.getLast());
        }
        int start = block.start();
        for (int end : ends) {
            addLines(block, start, end);
            start = end;
        }
    }

    private void addLines(Block block, int start, int end) {
        if (add(block, start, end)) {
            return;
        }
        int from = start;
        while (from < end) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 || newline >= end ? end : newline + 1;
            if (!add(block, from, to)) {
                addWords(block, from, to);
            }
            from = to;
        }
    }

    /** Packs the words of an overlong line into pieces small enough to be repeated as overlap. */
    private void addWords(Block block, int start, int end) {
        int from = start;
        int tokens = 0;
        int to = start;
        while (to < end) {
            int next = wordEnd(to, end);
            int more = counter.count(text, to, next);
            if (more > size.pieceTokens() || next - to > size.maxCharacters()) {
                add(block, from, to);
                addHalves(block, to, next);
                from = next;
                tokens = 0;
            } else if (tokens + more > size.pieceTokens() || next - from > size.maxCharacters()) {
                add(block, from, to);
                from = to;
                tokens = more;
            } else {
                tokens += more;
            }
            to = next;
        }
        add(block, from, end);
    }

    private void addHalves(Block block, int start, int end) {
        if (counter.count(text, start, end) <= size.pieceTokens()
                && end - start <= size.maxCharacters()) {
            add(block, start, end);
            return;
        }
        int middle = Blocks.cutAtSpace(text, start, start + (end - start) / 2);
        if (middle <= start || middle >= end) {
            // A single character, however many tokens it has.
            ready.add(span(block, start, end));
            return;
        }
        addHalves(block, start, middle);
        addHalves(block, middle, end);
    }

    private int wordEnd(int start, int end) {
        int at = start;
        while (at < end && !Blocks.isSpace(text.charAt(at))) {
            at++;
        }
        while (at < end && Blocks.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Adds a span unless it is too long; one without tokens is left out. */
    private boolean add(Block block, int start, int end) {
        Span span = span(block, start, end);
        if (span.tokens() > size.maxTokens() || span.end() - span.start() > size.maxCharacters()) {
            return false;
        }
        if (span.tokens() > 0) {
            ready.add(span);
        }
        return true;
    }

    private Span span(Block block, int start, int end) {
        int first = start;
        int last = end;
        while (first < last && Blocks.isSpace(text.charAt(first))) {
            first++;
        }
        while (last > first && Blocks.isSpace(text.charAt(last - 1))) {
            last--;
        }
        return new Span(
                first,
                last,
                counter.count(text, first, last),
                block.kind() == Blocks.Kind.HEADING,
                block.kind() == Blocks.Kind.CODE);
    }
}
