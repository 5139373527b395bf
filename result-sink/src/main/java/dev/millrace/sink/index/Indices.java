package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import java.io.IOException;

/**
 * Lifecycle policies, index templates and the index that results are written to: what is missing is
 * created. Thread-safe; remembers that everything was there until it is told to look again.
 */
public final class Indices {

    private final Lifecycles lifecycles;
    private final IndexTemplates templates;
    private final ResultsAlias alias;
    private volatile boolean present;

    Indices(ElasticsearchClient client, LifecycleSettings settings) {
        this.lifecycles = new Lifecycles(client, settings);
        this.templates = new IndexTemplates(client);
        this.alias = new ResultsAlias(client);
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
            alias.ensure();
            present = true;
        }
    }

    /** Something is gone: look again before the next write. */
    void lookAgain() {
        present = false;
    }
}
