package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Topics;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueRegistryClientTest {

    private static final String SUBJECT = Topics.TASKS_COMMANDS.subject();

    @TempDir private Path folder;

    private final AvroSchema schema =
            CatalogueRegistryClient.registeredSchema(Topics.TASKS_COMMANDS);
    private CatalogueRegistryClient client;

    @BeforeEach
    void connectWithoutARegistry() {
        Path file = folder.resolve("schemas.json");
        new SchemaCacheFile(file)
                .write(
                        new SchemaCacheFile.Content(
                                Map.of(SUBJECT, 7), Map.of(7, schema.canonicalString())));
        client = new CatalogueRegistryClient(SchemaSettings.of("http://127.0.0.1:1", file));
    }

    @Test
    void aKnownSchemaIsNotAskedAboutHoweverOftenItIsWrittenWith() throws Exception {
        AvroSchema equal = new AvroSchema(schema.canonicalString());

        assertThat(client.register(SUBJECT, schema, false)).isEqualTo(7);
        assertThat(client.register(SUBJECT, schema, false)).isEqualTo(7);
        assertThat(client.register(SUBJECT, equal, false)).isEqualTo(7);
    }

    @Test
    void anotherSchemaIsAskedAboutAlsoAfterTheKnownOne() throws Exception {
        AvroSchema other = CatalogueRegistryClient.registeredSchema(Topics.TASKS_EVENTS);
        client.register(SUBJECT, schema, false);

        assertThatThrownBy(() -> client.register(SUBJECT, other, false))
                .isInstanceOf(IOException.class);
    }
}
