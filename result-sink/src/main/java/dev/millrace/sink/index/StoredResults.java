package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows which results are there already, in whichever index behind their alias: an id is unique in
 * its own index only, so without this a result that is read again after a rollover would be there
 * twice.
 */
final class StoredResults {

    /** What Elasticsearch gives at most. */
    private static final int MOST_HITS = 10_000;

    private final ElasticsearchClient client;

    StoredResults(ElasticsearchClient client) {
        this.client = client;
    }

    /**
     * Where a result lies.
     *
     * @param index the index itself
     * @param version the sequence number of the result
     */
    record Place(String index, long version) {}

    /** The places of those documents that are there, by their ids. */
    Map<String, Place> find(List<Document> documents) throws IOException {
        List<String> ids = documents.stream().map(Document::id).distinct().toList();
        SearchResponse<Void> found =
                client.search(
                        search ->
                                search.index(Target.RESULTS.destination())
                                        // Without an alias there is nothing; the write says so.
                                        .ignoreUnavailable(true)
                                        .allowPartialSearchResults(false)
                                        .query(query -> query.ids(any -> any.values(ids)))
                                        .source(source -> source.fetch(false))
                                        .version(true)
                                        .size(Math.min(2 * ids.size(), MOST_HITS)),
                        Void.class);
        Map<String, Place> places = new HashMap<>();
        for (Hit<Void> hit : found.hits().hits()) {
            Long version = hit.version();
            if (hit.id() != null && version != null) {
                places.merge(
                        hit.id(),
                        new Place(hit.index(), version),
                        (one, other) -> one.version() < other.version() ? other : one);
            }
        }
        return places;
    }
}
