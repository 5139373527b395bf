package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index templates and the first index behind the alias. What is missing is created; what is
 * there is never changed, because somebody may have changed it by hand. Thread-safe; remembers that
 * everything was there until it is told to look again.
 */
final class Indices {

    private static final Logger LOG = LoggerFactory.getLogger(Indices.class);
    private static final List<String> TEMPLATES =
            List.of("agents-results", "agents-events", "agents-deadletters");
    private static final String ALIAS = Target.RESULTS.destination();
    private static final String FIRST_INDEX = ALIAS + "-000001";

    private final ElasticsearchClient client;
    private volatile boolean present;

    Indices(ElasticsearchClient client) {
        this.client = client;
    }

    /** Creates what is missing; cheap once all was there. */
    void ensure() throws IOException {
        if (present) {
            return;
        }
        synchronized (this) {
            if (present) {
                return;
            }
            for (String template : TEMPLATES) {
                ensureTemplate(template);
            }
            ensureAlias();
            present = true;
        }
    }

    /** Something was gone: look again before the next write. */
    void lookAgain() {
        present = false;
    }

    private void ensureTemplate(String name) throws IOException {
        if (client.indices().existsIndexTemplate(exists -> exists.name(name)).value()) {
            return;
        }
        try (InputStream json = resource(name)) {
            client.indices().putIndexTemplate(put -> put.withJson(json).name(name).create(true));
            LOG.info("Created index template {}", name);
        } catch (ElasticsearchException e) {
            // Another instance was faster.
            if (!client.indices().existsIndexTemplate(exists -> exists.name(name)).value()) {
                throw e;
            }
        }
    }

    private void ensureAlias() throws IOException {
        if (client.indices().existsAlias(exists -> exists.name(ALIAS)).value()) {
            return;
        }
        try {
            client.indices()
                    .create(
                            create ->
                                    create.index(FIRST_INDEX)
                                            .aliases(ALIAS, alias -> alias.isWriteIndex(true)));
            LOG.info("Created index {} behind alias {}", FIRST_INDEX, ALIAS);
        } catch (ElasticsearchException e) {
            if (!client.indices().existsAlias(exists -> exists.name(ALIAS)).value()) {
                throw e;
            }
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(
                Indices.class.getResourceAsStream("/elasticsearch/" + name + ".json"),
                () -> "no template " + name + " on the class path");
    }
}
