package dev.millrace.streams.chunking;

import dev.millrace.Chunk;
import dev.millrace.streams.state.ChunkingPage;
import dev.millrace.streams.state.RemainingDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads the chunks of a page, document after document, one chunk ahead. For one thread. */
final class PageReader implements Iterator<Chunk> {

    private final ChunkingPage page;
    private final Chunker chunker;
    private int document;
    private int index;
    private Iterator<TextChunk> source = Collections.emptyIterator();
    private @Nullable TextChunk ahead;

    PageReader(ChunkingPage page, Chunker chunker) {
        this.page = page;
        this.chunker = chunker;
        this.document = -1;
        this.index = page.getNextChunk();
        lookAhead();
    }

    private void lookAhead() {
        while (!source.hasNext() && document + 1 < page.getDocuments().size()) {
            document++;
            source =
                    chunker.chunks(
                            page.getDocuments().get(document).getText(),
                            document == 0 && page.getInsideCode());
        }
        ahead = source.hasNext() ? source.next() : null;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public Chunk next() {
        TextChunk chunk = ahead;
        if (chunk == null) {
            throw new NoSuchElementException("the page has no more chunks");
        }
        RemainingDocument from = page.getDocuments().get(document);
        Chunk next =
                Chunk.newBuilder()
                        .setIndex(index++)
                        .setDocumentId(from.getId())
                        .setTitle(from.getTitle())
                        .setText(chunk.text())
                        .setTokens(chunk.tokens())
                        .build();
        lookAhead();
        return next;
    }

    /** The page from the chunk ahead on. */
    ChunkingPage rest(int nextBatch) {
        TextChunk chunk = ahead;
        if (chunk == null) {
            throw new NoSuchElementException("nothing remains of the page");
        }
        RemainingDocument cut = page.getDocuments().get(document);
        List<RemainingDocument> documents = new ArrayList<>();
        documents.add(
                new RemainingDocument(
                        cut.getId(), cut.getTitle(), cut.getText().substring(chunk.start())));
        documents.addAll(page.getDocuments().subList(document + 1, page.getDocuments().size()));
        return ChunkingPage.newBuilder(page)
                .setNextBatch(nextBatch)
                .setNextChunk(index)
                .setInsideCode(chunk.insideCode())
                .setDocuments(documents)
                .build();
    }
}
