package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.transport.endpoints.BinaryEndpoint;
import co.elastic.clients.transport.endpoints.BinaryResponse;
import co.elastic.clients.transport.endpoints.EndpointBase;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps our index templates: one that is missing is created, an earlier version of ours is
 * replaced, and one that somebody has changed by hand is left alone.
 */
final class IndexTemplates {

    private static final Logger LOG = LoggerFactory.getLogger(IndexTemplates.class);
    private static final int NOT_FOUND = 404;

    /** The client's own types would drop what they do not know, and a change by hand with it. */
    private static final BinaryEndpoint<String> GET =
            new BinaryEndpoint<>(
                    "indices.get_index_template",
                    _ -> "GET",
                    name -> "/_index_template/" + name,
                    EndpointBase.emptyMap(),
                    EndpointBase.emptyMap(),
                    EndpointBase.emptyMap(),
                    false,
                    null);

    private final ElasticsearchClient client;

    IndexTemplates(ElasticsearchClient client) {
        this.client = client;
    }

    void ensure() throws IOException {
        for (Target target : Target.values()) {
            ensure(IndexTemplate.load(target.template()), target);
        }
    }

    private void ensure(IndexTemplate ours, Target target) throws IOException {
        Optional<JsonNode> there = find(ours.name());
        if (there.isEmpty()) {
            create(ours);
        } else if (ours.replaces(there.get())) {
            replace(ours, target);
        } else if (!ours.sameAs(there.get())) {
            LOG.info(
                    "Index template {} was changed by hand or is another version, and stays as it is; ours is version {}",
                    ours.name(),
                    ours.version());
        }
    }

    private void create(IndexTemplate ours) throws IOException {
        try {
            put(ours, true);
            LOG.info("Created index template {} version {}", ours.name(), ours.version());
        } catch (ElasticsearchException e) {
            // Another instance was faster.
            if (find(ours.name()).isEmpty()) {
                throw e;
            }
        }
    }

    private void replace(IndexTemplate ours, Target target) throws IOException {
        put(ours, false);
        LOG.info("Replaced index template {} by version {}", ours.name(), ours.version());
        try {
            // What is there already learns the new fields too, or they would wait for a rollover.
            client.indices()
                    .putMapping(
                            put ->
                                    put.withJson(new StringReader(ours.mappings().toString()))
                                            .index(target.destination()));
        } catch (ElasticsearchException e) {
            if (e.status() != NOT_FOUND) {
                LOG.warn(
                        "{} gets its new fields with its next rollover only: {}",
                        target.destination(),
                        FailureText.of(e));
            }
        }
    }

    private void put(IndexTemplate ours, boolean create) throws IOException {
        client.indices()
                .putIndexTemplate(
                        put ->
                                put.withJson(new StringReader(ours.json().toString()))
                                        .name(ours.name())
                                        .create(create));
    }

    private Optional<JsonNode> find(String name) throws IOException {
        try (BinaryResponse response =
                client._transport().performRequest(name, GET, client._transportOptions())) {
            JsonNode found = JsonMapper.shared().readTree(response.content());
            return Optional.of(found.at("/index_templates/0/index_template"));
        } catch (ElasticsearchException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
