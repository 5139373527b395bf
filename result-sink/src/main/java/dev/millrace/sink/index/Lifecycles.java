package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.ilm.get_lifecycle.Lifecycle;
import co.elastic.clients.transport.TransportException;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps policies by which old documents are deleted, where Elasticsearch has index lifecycle
 * management. Remembers that it has told that there is none.
 */
final class Lifecycles {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycles.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** How an Elasticsearch without these modules, or one that runs without servers, answers. */
    private static final Set<Integer> ABSENT = Set.of(400, NOT_FOUND, 405, 410);

    private final ElasticsearchClient client;
    private final LifecycleSettings settings;
    private boolean told;

    Lifecycles(ElasticsearchClient client, LifecycleSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Has to come before the index templates, so that the first indices have their policies. */
    void ensure() throws IOException {
        if (!settings.enabled()) {
            return;
        }
        try {
            if (isAvailable()) {
                for (Target target : Target.values()) {
                    ensure(LifecyclePolicy.of(target, settings));
                }
            } else {
                tell("This Elasticsearch has no index lifecycle management");
            }
        } catch (ElasticsearchException e) {
            if (e.status() != FORBIDDEN) {
                throw e;
            }
            tell("Index lifecycles may not be managed with these credentials");
        }
    }

    private void tell(String what) {
        if (!told) {
            LOG.info("{}: documents are kept until somebody deletes them", what);
            told = true;
        }
    }

    private boolean isAvailable() throws IOException {
        try {
            client.ilm().getStatus();
            return true;
        } catch (ElasticsearchException e) {
            if (ABSENT.contains(e.status())) {
                return false;
            }
            throw e;
        } catch (TransportException e) {
            // An answer that is not of Elasticsearch's usual form has its status here.
            if (e.statusCode() == UNAUTHORIZED || !ABSENT.contains(e.statusCode())) {
                throw e;
            }
            return false;
        }
    }

    private void ensure(LifecyclePolicy ours) throws IOException {
        Optional<Lifecycle> there = find(ours.name());
        if (there.isEmpty()) {
            put(ours, 1);
        } else if (!LifecyclePolicy.isOurs(there.get())) {
            LOG.info("Lifecycle policy {} was changed by hand, and stays as it is", ours.name());
        } else if (!ours.isSameAs(there.get())) {
            put(ours, there.get().version() + 1);
        }
        if (!client.cluster().existsComponentTemplate(ask -> ask.name(ours.component())).value()) {
            apply(ours);
        }
    }

    private void put(LifecyclePolicy ours, long version) throws IOException {
        client.ilm()
                .putLifecycle(
                        put ->
                                put.withJson(new StringReader(ours.json(version)))
                                        .name(ours.name()));
        LOG.info("Lifecycle policy {}: {}", ours.name(), ours.terms());
    }

    /** To what comes, and to what is there and has no policy. */
    private void apply(LifecyclePolicy ours) throws IOException {
        if (exists(ours.target()) && !hasPolicy(ours.target())) {
            client.indices()
                    .putSettings(
                            put ->
                                    put.withJson(new StringReader(ours.settings().toString()))
                                            .index(ours.target().destination()));
        }
        String template = "{\"template\":{\"settings\":" + ours.settings() + "}}";
        client.cluster()
                .putComponentTemplate(
                        put -> put.withJson(new StringReader(template)).name(ours.component()));
    }

    private boolean exists(Target target) throws IOException {
        return client.indices().exists(ask -> ask.index(target.destination())).value();
    }

    private boolean hasPolicy(Target target) throws IOException {
        return client
                .indices()
                .getSettings(ask -> ask.index(target.destination()).name("index.lifecycle.name"))
                .settings()
                .values()
                .stream()
                .anyMatch(index -> index.settings() != null && index.settings().index() != null);
    }

    private Optional<Lifecycle> find(String name) throws IOException {
        try {
            return Optional.ofNullable(
                    client.ilm().getLifecycle(ask -> ask.name(name)).lifecycles().get(name));
        } catch (ElasticsearchException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
