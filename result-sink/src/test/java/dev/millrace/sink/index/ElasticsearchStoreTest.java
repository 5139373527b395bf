package dev.millrace.sink.index;

import static dev.millrace.sink.index.ElasticsearchAnswer.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.transport.ElasticsearchTransport;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.KafkaFields;
import dev.millrace.sink.document.Fields.Payload;
import dev.millrace.sink.document.Fields.Source;
import dev.millrace.sink.document.Outcome;
import dev.millrace.sink.document.StoreUnavailableException;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.metrics.SinkMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the answers of Elasticsearch mean, with a server that answers as it is told to. */
class ElasticsearchStoreTest {

    private static final String WRITE_INDEX =
            "{\"agents-results-000001\":{\"aliases\":{\"agents-results\":{\"is_write_index\":true}}}}";
    private static final String ROLLED_OVER = WRITE_INDEX.replace("true", "false");
    private static final String NO_WRITE_INDEX =
            "{\"type\":\"illegal_argument_exception\",\"reason\":\"no write index is defined for alias"
                    + " [agents-results]. The write index may be explicitly disabled using"
                    + " is_write_index=false\"}";

    /** The status of each item by its id, 201 where nothing is said. */
    private final Map<String, Integer> itemStatus = new ConcurrentHashMap<>();

    /** Ids that spoil a whole request. */
    private final List<String> spoiling = new CopyOnWriteArrayList<>();

    private final List<String> paths = new CopyOnWriteArrayList<>();

    /** What each bulk request named: the index, or nothing for the alias. */
    private final List<String> indices = new CopyOnWriteArrayList<>();

    private volatile String itemError =
            "{\"type\":\"some_exception\",\"reason\":\"because of %s\"}";
    private volatile String behindTheAlias = WRITE_INDEX;
    private volatile int createStatus = 200;
    private volatile String hits = "";
    private volatile int bulkStatus = 200;
    private volatile Duration bulkDelay = Duration.ZERO;

    private HttpServer server;
    private ElasticsearchTransport transport;
    private ElasticsearchStore store;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        ElasticsearchSettings settings =
                new ElasticsearchSettings(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        null,
                        null,
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1));
        transport = new ElasticsearchConfiguration().elasticsearchTransport(settings);
        ElasticsearchClient client = new ElasticsearchClient(transport);
        store =
                new ElasticsearchStore(
                        client,
                        new Indices(client, LifecycleSettingsTest.OFF),
                        new SinkMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.stop(0);
    }

    @Test
    void everyItemHasItsOwnOutcome() {
        itemStatus.putAll(Map.of("b", 409, "c", 429, "d", 503, "e", 400, "f", 403));

        List<Outcome> outcomes = store("a", "b", "c", "d", "e", "f");

        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Stored());
        assertThat(outcomes.get(1)).isEqualTo(new Outcome.AlreadyThere());
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Busy.class);
        assertThat(outcomes.get(3)).isInstanceOf(Outcome.Busy.class);
        assertThat(outcomes.get(4))
                .isEqualTo(new Outcome.Refused("400 some_exception: because of e"));
        assertThat(outcomes.get(5)).isInstanceOf(Outcome.Busy.class);
    }

    @Test
    void oneDocumentThatSpoilsARequestIsFoundAndTheOthersAreStored() {
        spoiling.add("d");

        List<Outcome> outcomes = store("a", "b", "c", "d", "e");

        assertThat(outcomes).hasSize(5);
        assertThat(outcomes.get(3)).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes).filteredOn(outcome -> outcome instanceof Outcome.Stored).hasSize(4);
    }

    @Test
    void anOverloadedServerIsNotTheDocumentsFault() {
        for (int status : new int[] {401, 403, 429, 500, 502, 503}) {
            bulkStatus = status;
            assertThatThrownBy(() -> store("a"))
                    .as("status %d", status)
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aServerThatHangsIsGivenUpInTime() {
        bulkDelay = Duration.ofSeconds(3);

        assertThatThrownBy(() -> store("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        server.stop(0);

        assertThatThrownBy(() -> store("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aMissingAliasIsLookedForAgainBeforeTheNextWrite() {
        itemStatus.put("a", 404);
        assertThat(store("a").getFirst()).isInstanceOf(Outcome.Busy.class);
        int before = looksForTheAlias();

        itemStatus.clear();
        assertThat(store("a").getFirst()).isInstanceOf(Outcome.Stored.class);

        assertThat(looksForTheAlias()).isEqualTo(before + 1);
    }

    @Test
    void aDeletedWriteIndexIsMadeAnewAndTakesWhatWaits() {
        itemStatus.put("a", 400);
        itemError = NO_WRITE_INDEX;
        assertThat(store("a", "b").getFirst()).isInstanceOf(Outcome.Busy.class);

        itemStatus.clear();
        behindTheAlias = ROLLED_OVER;
        assertThat(store("a").getFirst()).isInstanceOf(Outcome.Stored.class);

        assertThat(paths).contains("/agents-results-000002");
    }

    @Test
    void aRequestThatFindsNoWriteIndexWaits() {
        bulkStatus = 400;
        itemError = NO_WRITE_INDEX;
        assertThatThrownBy(() -> store("a", "b")).isInstanceOf(StoreUnavailableException.class);

        bulkStatus = 200;
        behindTheAlias = ROLLED_OVER;
        assertThat(store("a").getFirst()).isInstanceOf(Outcome.Stored.class);

        assertThat(paths).contains("/agents-results-000002");
    }

    @Test
    void anIndexThatIsBehindTheAliasAloneIsWrittenToUnlessItSaysNo() {
        behindTheAlias = "{\"agents-results-000007\":{\"aliases\":{\"agents-results\":{}}}}";

        store("a");

        assertThat(paths).noneMatch(path -> path.startsWith("/agents-results-0"));
    }

    @Test
    void anIndexThatCannotBeMadeIsNotTheDocumentsFault() {
        behindTheAlias = ROLLED_OVER;
        createStatus = 400;

        assertThatThrownBy(() -> store("a")).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aResultThatLiesInAnOlderIndexIsNotThereTwice() {
        hits = hit("a", 1);

        List<Outcome> outcomes = store("a", "b");

        assertThat(outcomes).containsExactly(new Outcome.AlreadyThere(), new Outcome.Stored());
        assertThat(indices).containsExactly("");
    }

    @Test
    void aNewerResultReplacesTheOneInAnOlderIndex() {
        hits = hit("b", 0);

        List<Outcome> outcomes = store("a", "b");

        assertThat(outcomes).containsExactly(new Outcome.Stored(), new Outcome.Stored());
        assertThat(indices).containsExactly("", "agents-results-000001");
    }

    private static String hit(String id, long version) {
        return "{\"_index\":\"agents-results-000001\",\"_id\":\"%s\",\"_version\":%d}"
                .formatted(id, version);
    }

    private int looksForTheAlias() {
        return (int) paths.stream().filter(path -> path.contains("/_alias/")).count();
    }

    private List<Outcome> store(String... ids) {
        return store.store(
                Target.RESULTS, Stream.of(ids).map(ElasticsearchStoreTest::document).toList());
    }

    private static Document document(String id) {
        return new Document(
                Target.RESULTS,
                id,
                1,
                new Fields.OfDeadLetter(
                        Instant.EPOCH,
                        new EventFields(id, null, null),
                        null,
                        null,
                        new KafkaFields("t", 0, 0, ""),
                        new Source(null, null, null),
                        null,
                        new Payload(0, "", false)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        paths.add(path);
        if (path.endsWith("/_bulk")) {
            bulk(exchange);
        } else if (path.startsWith("/_index_template/")) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            answer(
                    exchange,
                    200,
                    "{\"index_templates\":[{\"name\":\"%s\",\"index_template\":%s}]}"
                            .formatted(name, IndexTemplate.load(name).json()));
        } else if (path.endsWith("/_search")) {
            answer(exchange, 200, found());
        } else if (path.startsWith("/agents-results-0")) {
            String created =
                    "{\"acknowledged\":true,\"shards_acknowledged\":true,\"index\":\"%s\"}"
                            .formatted(path.substring(1));
            answer(
                    exchange,
                    createStatus,
                    createStatus == 200 ? created : error("no more shards", createStatus));
        } else {
            answer(exchange, 200, behindTheAlias);
        }
    }

    private String found() {
        return """
               {"took": 1, "timed_out": false, "_shards": {"total": 2, "successful": 2, "skipped": 0, "failed": 0},
                "hits": {"hits": [%s]}}
               """
                .formatted(hits);
    }

    private void bulk(HttpExchange exchange) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line :
                new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("\n")) {
            var action = JsonMapper.shared().readTree(line).at("/index/_id");
            if (action.isString()) {
                ids.add(action.asString());
                indices.add(JsonMapper.shared().readTree(line).at("/index/_index").asString(""));
            }
        }
        try {
            Thread.sleep(bulkDelay);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (bulkStatus != 200 || ids.stream().anyMatch(spoiling::contains)) {
            int status = bulkStatus == 200 ? 400 : bulkStatus;
            answer(
                    exchange,
                    status,
                    "{\"error\":" + itemError.formatted("all") + ",\"status\":" + status + "}");
        } else {
            answer(exchange, 200, items(ids));
        }
    }

    private String items(List<String> ids) {
        List<String> items = ids.stream().map(this::item).toList();
        return "{\"took\":1,\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
    }

    private String item(String id) {
        int status = itemStatus.getOrDefault(id, 201);
        String error = status < 400 ? "" : ",\"error\":" + itemError.formatted(id);
        return "{\"index\":{\"_index\":\"agents-results-000001\",\"_id\":\""
                + id
                + "\",\"status\":"
                + status
                + error
                + "}}";
    }

    private static String error(String reason, int status) {
        return "{\"error\":{\"type\":\"t\",\"reason\":\""
                + reason
                + "\"},\"status\":"
                + status
                + "}";
    }
}
