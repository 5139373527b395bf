package dev.millrace.sink.document;

import java.util.List;

/** Stores documents so that storing one again changes nothing. */
public interface DocumentStore {

    /**
     * Stores documents of one target.
     *
     * @return what became of each, in their order
     * @throws StoreUnavailableException if none was answered for; nothing is known of them
     */
    List<Outcome> store(Target target, List<Document> documents);
}
