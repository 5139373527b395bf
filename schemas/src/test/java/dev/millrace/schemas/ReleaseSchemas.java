package dev.millrace.schemas;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writes the present schemas over the released copies, and the AsyncAPI document. Not a test that
 * runs by itself: {@code ./mvnw -pl schemas test -Dtest=ReleaseSchemas}, once per release.
 */
class ReleaseSchemas {

    private static final SchemaFormatter FORMATTER = SchemaFormatter.getInstance("json/pretty");

    @ParameterizedTest
    @MethodSource("dev.millrace.schemas.Topics#all")
    void release(Topic<?, ?> topic) throws IOException {
        Schema present = Contract.of(topic);
        ReleasedSchemas released = ReleasedSchemas.ofThisModule();
        Files.createDirectories(released.file(topic).getParent());
        Files.writeString(released.file(topic), FORMATTER.format(present) + "\n");
    }

    @Test
    void describe() throws IOException {
        Files.createDirectories(AsyncApiTest.document().getParent());
        Files.writeString(AsyncApiTest.document(), AsyncApi.yaml());
    }
}
