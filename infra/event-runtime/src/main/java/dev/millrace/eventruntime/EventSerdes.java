package dev.millrace.eventruntime;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.TrustedAvroClasses;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Puts the events of the catalogue into bytes and back, in Confluent's wire format. Thread-safe;
 * the serializers it gives are too.
 */
public final class EventSerdes {

    private final SchemaRegistryClient registry;
    private final SchemaSettings settings;

    private EventSerdes(SchemaRegistryClient registry, SchemaSettings settings) {
        TrustedAvroClasses.install();
        this.registry = registry;
        this.settings = settings;
    }

    /**
     * Serdes that use a registry; registers the schemas of the catalogue first and waits until that
     * is done.
     *
     * @throws IllegalStateException if the registry refuses a schema of the catalogue
     */
    public static EventSerdes connect(SchemaSettings settings) {
        CatalogueRegistryClient client = new CatalogueRegistryClient(settings);
        client.loadCatalogue();
        return new EventSerdes(client, settings);
    }

    /** Serdes with a registry in memory, for tests. */
    public static EventSerdes inMemory() {
        MockSchemaRegistryClient client = new MockSchemaRegistryClient();
        for (Topic<String, ? extends SpecificRecord> topic : Topics.all()) {
            try {
                client.register(topic.subject(), CatalogueRegistryClient.registeredSchema(topic));
            } catch (IOException | RestClientException e) {
                throw new IllegalStateException(
                        "cannot register " + topic.subject() + " in memory", e);
            }
        }
        return new EventSerdes(
                client, SchemaSettings.of("mock://in-memory", java.nio.file.Path.of("unused")));
    }

    /** A serializer for the values of a topic. */
    public <V extends SpecificRecord> Serializer<V> serializer(Topic<?, V> topic) {
        Serializer<Object> serializer = newSerializer();
        return (name, value) -> serializer.serialize(name, value);
    }

    /**
     * A deserializer for the values of a topic; throws {@link UndecodableRecordException} or {@link
     * RegistryUnavailableException}.
     */
    public <V extends SpecificRecord> Deserializer<V> deserializer(Topic<?, V> topic) {
        return new ClassifyingDeserializer<>(newDeserializer(), topic.valueType());
    }

    /** Serializer and deserializer for the values of a topic. */
    public <V extends SpecificRecord> Serde<V> serde(Topic<?, V> topic) {
        return Serdes.serdeFrom(serializer(topic), deserializer(topic));
    }

    @SuppressWarnings("unchecked") // Confluent's serializer takes any object
    private Serializer<Object> newSerializer() {
        Serializer<Object> serializer = (Serializer<Object>) create(settings.serializer());
        serializer.configure(properties(), false);
        return serializer;
    }

    @SuppressWarnings("unchecked") // Confluent's deserializer gives any object
    private Deserializer<Object> newDeserializer() {
        Deserializer<Object> deserializer = (Deserializer<Object>) create(settings.deserializer());
        deserializer.configure(properties(), false);
        return deserializer;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(settings.properties());
        properties.put("schema.registry.url", settings.registryUrl());
        properties.put("auto.register.schemas", true);
        properties.put("specific.avro.reader", true);
        // What is registered is the contract alone, so that clients of other languages find the
        // same schema.
        properties.put("avro.remove.java.properties", true);
        return properties;
    }

    private Object create(String className) {
        try {
            return Class.forName(className)
                    .getConstructor(SchemaRegistryClient.class)
                    .newInstance(registry);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "millrace.schemas: "
                            + className
                            + " needs a public constructor that takes a SchemaRegistryClient",
                    e);
        }
    }
}
