package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lifecycle policies, index templates and the first index behind the alias: what is missing is
 * created. Thread-safe; remembers that everything was there until it is told to look again.
 */
public final class Indices {

    private static final Logger LOG = LoggerFactory.getLogger(Indices.class);
    private static final String ALIAS = Target.RESULTS.destination();
    private static final String FIRST_INDEX = ALIAS + "-000001";

    private final ElasticsearchClient client;
    private final Lifecycles lifecycles;
    private final IndexTemplates templates;
    private volatile boolean present;

    Indices(ElasticsearchClient client, LifecycleSettings settings) {
        this.client = client;
        this.lifecycles = new Lifecycles(client, settings);
        this.templates = new IndexTemplates(client);
    }

    /**
     * Creates what is missing; cheap once all was there.
     *
     * @throws IOException if Elasticsearch does not answer
     */
    public void ensure() throws IOException {
        if (present) {
            return;
        }
        synchronized (this) {
            if (present) {
                return;
            }
            lifecycles.ensure();
            templates.ensure();
            ensureAlias();
            present = true;
        }
    }

    /** Something was gone: look again before the next write. */
    void lookAgain() {
        present = false;
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
}
