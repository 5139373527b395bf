package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.bulk.IndexOperation;
import co.elastic.clients.util.BinaryData;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.Outcome;
import dev.millrace.sink.document.StoreUnavailableException;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.index.StoredResults.Place;
import dev.millrace.sink.metrics.SinkMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores documents with one bulk request a call; before that it asks which results are there.
 * Thread-safe.
 */
final class ElasticsearchStore implements DocumentStore {

    private static final String JSON = "application/json";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;

    private final ElasticsearchClient client;
    private final Indices indices;
    private final StoredResults storedResults;
    private final SinkMetrics metrics;
    private final DocumentJson json = new DocumentJson();

    ElasticsearchStore(ElasticsearchClient client, Indices indices, SinkMetrics metrics) {
        this.client = client;
        this.indices = indices;
        this.storedResults = new StoredResults(client);
        this.metrics = metrics;
    }

    @Override
    public List<Outcome> store(Target target, List<Document> documents) {
        if (documents.isEmpty()) {
            return List.of();
        }
        Map<String, Place> places = prepare(target, documents);
        try {
            return write(target, documents, places);
        } catch (ElasticsearchException e) {
            if (isWithoutWriteIndex(e.error())) {
                indices.lookAgain();
            } else if (e.status() == BAD_REQUEST || e.status() == TOO_LARGE) {
                return storeInHalves(target, documents, e);
            }
            throw new StoreUnavailableException(unavailable(target, e), e);
        } catch (IOException e) {
            throw new StoreUnavailableException(unavailable(target, e), e);
        }
    }

    /** Whatever is wrong here, no document is to blame for it. */
    private Map<String, Place> prepare(Target target, List<Document> documents) {
        try {
            indices.ensure();
            return target == Target.RESULTS ? storedResults.find(documents) : Map.of();
        } catch (ElasticsearchException | IOException e) {
            throw new StoreUnavailableException(unavailable(target, e), e);
        }
    }

    private List<Outcome> write(Target target, List<Document> documents, Map<String, Place> places)
            throws IOException {
        List<Document> missing =
                documents.stream().filter(document -> !isThere(document, places)).toList();
        Iterator<Outcome> written =
                missing.isEmpty()
                        ? Collections.emptyIterator()
                        : metrics.timeBulk(target, () -> bulk(target, missing, places)).iterator();
        return documents.stream()
                .map(
                        document ->
                                isThere(document, places)
                                        ? new Outcome.AlreadyThere()
                                        : written.next())
                .toList();
    }

    private static boolean isThere(Document document, Map<String, Place> places) {
        Place place = places.get(document.id());
        return place != null && place.version() >= document.version();
    }

    /**
     * One document can spoil a whole request, by an id that is too long or by its size; halving
     * finds it, and the others are stored.
     */
    private List<Outcome> storeInHalves(
            Target target, List<Document> documents, ElasticsearchException reason) {
        int size = documents.size();
        if (size == 1) {
            return List.of(new Outcome.Refused(String.valueOf(reason.getMessage())));
        }
        List<Outcome> outcomes = new ArrayList<>(size);
        outcomes.addAll(store(target, documents.subList(0, size / 2)));
        outcomes.addAll(store(target, documents.subList(size / 2, size)));
        return outcomes;
    }

    private List<Outcome> bulk(Target target, List<Document> documents, Map<String, Place> places)
            throws IOException {
        BulkRequest.Builder request = new BulkRequest.Builder().index(target.destination());
        // Without these a missing alias or template would make an index of another shape.
        if (target == Target.RESULTS) {
            request.requireAlias(true);
        } else {
            request.requireDataStream(true);
        }
        for (Document document : documents) {
            request.operations(operation(document, places.get(document.id())));
        }
        return client.bulk(request.build()).items().stream().map(this::outcome).toList();
    }

    private BulkOperation operation(Document document, @Nullable Place place) {
        BinaryData body = BinaryData.of(json.bytes(document.fields()), JSON);
        return BulkOperation.of(
                operation ->
                        switch (document.target()) {
                            case RESULTS -> operation.index(result(document, place, body));
                            case EVENTS, USAGE, AUDIT, DEAD_LETTERS ->
                                    operation.create(
                                            create -> create.id(document.id()).document(body));
                        });
    }

    private static IndexOperation<BinaryData> result(
            Document document, @Nullable Place place, BinaryData body) {
        IndexOperation.Builder<BinaryData> index =
                new IndexOperation.Builder<BinaryData>()
                        .id(document.id())
                        .version(document.version())
                        .versionType(VersionType.External)
                        .document(body);
        if (place != null) {
            index.index(place.index()).requireAlias(false);
        }
        return index.build();
    }

    private Outcome outcome(BulkResponseItem item) {
        int status = item.status();
        ErrorCause error = item.error();
        if (error == null && status < BAD_REQUEST) {
            return new Outcome.Stored();
        }
        String reason = status + " " + describe(error);
        if (isWithoutWriteIndex(error)) {
            indices.lookAgain();
            return new Outcome.Busy(reason);
        }
        return switch (status) {
            case CONFLICT -> new Outcome.AlreadyThere();
            case BAD_REQUEST, TOO_LARGE -> new Outcome.Refused(reason);
            case NOT_FOUND -> {
                indices.lookAgain();
                yield new Outcome.Busy(reason);
            }
            // Overload, a closed or read-only index, missing rights: the document is not to blame.
            default -> new Outcome.Busy(reason);
        };
    }

    /**
     * Somebody deleted the index behind the alias that is written to; it has no type of its own.
     */
    private static boolean isWithoutWriteIndex(@Nullable ErrorCause error) {
        String reason = error == null ? null : error.reason();
        return reason != null && reason.startsWith("no write index is defined for alias");
    }

    private static String describe(@Nullable ErrorCause error) {
        if (error == null) {
            return "without a reason";
        }
        StringBuilder text = new StringBuilder();
        for (ErrorCause cause = error; cause != null; cause = cause.causedBy()) {
            text.append(text.isEmpty() ? "" : "; caused by ")
                    .append(cause.type())
                    .append(": ")
                    .append(cause.reason());
        }
        return text.toString();
    }

    private static String unavailable(Target target, Exception e) {
        return "Elasticsearch did not store " + target.label() + ": " + e;
    }
}
