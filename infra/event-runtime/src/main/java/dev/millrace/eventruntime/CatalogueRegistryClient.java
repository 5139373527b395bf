package dev.millrace.eventruntime;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaResponse;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry client that knows the schemas of the catalogue from the start and keeps every schema
 * it learns on disk, so that a service starts and works while the registry is away.
 *
 * <p>State: what the registry once confirmed; ids are never reassigned, so nothing expires.
 * Thread-safe.
 */
final class CatalogueRegistryClient extends CachedSchemaRegistryClient {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogueRegistryClient.class);
    private static final int CAPACITY = 1_000;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final String registryUrl;
    private final SchemaCacheFile file;
    private final Map<String, Integer> idsBySubject = new ConcurrentHashMap<>();
    private final Map<String, Confirmed> confirmedBySubject = new ConcurrentHashMap<>();
    private final Map<Integer, String> schemasById = new ConcurrentHashMap<>();
    private final Map<Integer, ParsedSchema> parsedById = new ConcurrentHashMap<>();

    /** The very object that was found to be what an id stands for. */
    private record Confirmed(int id, Object schema) {

        @SuppressWarnings("ReferenceEquality") // equal schemas may still differ in their texts
        boolean is(int otherId, Object other) {
            return id == otherId && schema == other;
        }
    }

    CatalogueRegistryClient(SchemaSettings settings) {
        super(
                restService(settings),
                CAPACITY,
                List.of(new AvroSchemaProvider()),
                clientProperties(settings),
                Map.of());
        this.registryUrl = settings.registryUrl();
        this.file = new SchemaCacheFile(settings.cacheFile());
        SchemaCacheFile.Content cached = file.read();
        schemasById.putAll(cached.schemas());
        idsBySubject.putAll(cached.ids());
    }

    private static RestService restService(SchemaSettings settings) {
        RestService rest = new RestService(settings.registryUrl());
        rest.setHttpConnectTimeoutMs(Math.toIntExact(settings.timeout().toMillis()));
        rest.setHttpReadTimeoutMs(Math.toIntExact(settings.timeout().toMillis()));
        rest.configure(clientProperties(settings));
        return rest;
    }

    private static Map<String, Object> clientProperties(SchemaSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        // Whoever asks decides when to ask again; retries in here would only hold a poll loop.
        properties.put("max.retries", 0);
        properties.putAll(settings.properties());
        return properties;
    }

    /**
     * The schema of a topic as it is registered: without the hints for Java that our generated
     * classes carry.
     */
    static AvroSchema registeredSchema(Topic<?, ?> topic) {
        Object event = SpecificData.newInstance(topic.valueType(), topic.schema());
        return new AvroSchema(AvroSchemaUtils.getSchema(event, false, false, true));
    }

    /**
     * Registers the schemas of the catalogue. While the registry is away, what is on disk does;
     * without that, waits.
     *
     * @throws IllegalStateException if the registry refuses a schema, for example as incompatible
     */
    void loadCatalogue() {
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                registerCatalogue();
                return;
            } catch (IOException e) {
                if (knowsCatalogue()) {
                    LOG.warn(
                            "Schema registry {} is unreachable ({}): going on with the schemas on disk",
                            registryUrl,
                            e.toString());
                    return;
                }
                LOG.warn(
                        "Schema registry {} is unreachable ({}): next try in {} ms",
                        registryUrl,
                        e.toString(),
                        wait.toMillis());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait.toMillis()));
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException(
                            "interrupted while waiting for the schema registry " + registryUrl, e);
                }
                wait =
                        wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0
                                ? LONGEST_WAIT
                                : wait.multipliedBy(2);
            }
        }
    }

    private void registerCatalogue() throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        for (Topic<String, ? extends SpecificRecord> topic : Topics.all()) {
            AvroSchema schema = registeredSchema(topic);
            try {
                int id = super.register(topic.subject(), schema);
                ids.put(topic.subject(), id);
                schemasById.put(id, schema.canonicalString());
            } catch (RestClientException e) {
                if (e.getStatus() == CONFLICT || e.getStatus() == UNPROCESSABLE) {
                    throw new IllegalStateException(
                            "the schema registry refuses the schema of "
                                    + topic.subject()
                                    + ": "
                                    + e.getMessage(),
                            e);
                }
                throw new IOException(e.getMessage(), e);
            }
        }
        idsBySubject.putAll(ids);
        save();
    }

    private boolean knowsCatalogue() {
        return Topics.all().stream()
                .allMatch(
                        topic -> {
                            Integer id = idsBySubject.get(topic.subject());
                            return id != null
                                    && registeredSchema(topic)
                                            .canonicalString()
                                            .equals(schemasById.get(id));
                        });
    }

    @Override
    public RegisterSchemaResponse registerWithResponse(
            String subject, ParsedSchema schema, boolean normalize, boolean propagateSchemaTags)
            throws IOException, RestClientException {
        Integer known = knownId(subject, schema);
        return known != null
                ? new RegisterSchemaResponse(known)
                : super.registerWithResponse(subject, schema, normalize, propagateSchemaTags);
    }

    @Override
    public int register(String subject, ParsedSchema schema, boolean normalize)
            throws IOException, RestClientException {
        Integer known = knownId(subject, schema);
        return known != null ? known : super.register(subject, schema, normalize);
    }

    @Override
    public int getId(String subject, ParsedSchema schema, boolean normalize)
            throws IOException, RestClientException {
        Integer known = knownId(subject, schema);
        return known != null ? known : super.getId(subject, schema, normalize);
    }

    private @Nullable Integer knownId(String subject, ParsedSchema schema) {
        Integer id = idsBySubject.get(subject);
        if (id == null) {
            return null;
        }
        // Asked for each record that is written; to write a schema down and compare texts costs
        // more than all the rest of that.
        Confirmed confirmed = confirmedBySubject.get(subject);
        if (confirmed != null && confirmed.is(id, schema.rawSchema())) {
            return id;
        }
        if (!schema.canonicalString().equals(schemasById.get(id))) {
            return null;
        }
        confirmedBySubject.put(subject, new Confirmed(id, schema.rawSchema()));
        return id;
    }

    @Override
    public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
        return getSchemaBySubjectAndId("", id);
    }

    @Override
    public ParsedSchema getSchemaBySubjectAndId(String subject, int id)
            throws IOException, RestClientException {
        ParsedSchema parsed = parsedById.get(id);
        if (parsed != null) {
            return parsed;
        }
        String known = schemasById.get(id);
        ParsedSchema schema = known != null ? new AvroSchema(known) : ask(id);
        if (known == null) {
            schemasById.put(id, schema.canonicalString());
            save();
        }
        parsedById.put(id, schema);
        return schema;
    }

    private ParsedSchema ask(int id) throws RestClientException {
        try {
            return super.getSchemaBySubjectAndId("", id);
        } catch (IOException e) {
            throw unavailable(e);
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                throw e;
            }
            throw unavailable(e);
        }
    }

    private RegistryUnavailableException unavailable(Exception cause) {
        return new RegistryUnavailableException(
                "schema registry " + registryUrl + " cannot be asked: " + cause.getMessage(),
                cause);
    }

    private synchronized void save() {
        file.write(new SchemaCacheFile.Content(idsBySubject, schemasById));
    }
}
