package dev.millrace.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/**
 * The copies of schemas that have been released: what is written in topics and registries out
 * there, and must stay readable.
 */
final class ReleasedSchemas {

    private static final String ENDING = ".avsc";

    private final Path folder;

    ReleasedSchemas(Path folder) {
        this.folder = folder;
    }

    /** The copies of this module. */
    static ReleasedSchemas ofThisModule() {
        return new ReleasedSchemas(Path.of(System.getProperty("basedir", "."), "released"));
    }

    Path file(Topic<?, ?> topic) {
        return folder.resolve(topic.subject() + ENDING);
    }

    Schema of(Topic<?, ?> topic) {
        try {
            return new Schema.Parser().parse(file(topic).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> fileNames() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why readers of the present schema could not read what was written with the released one. */
    static List<String> whyUnreadable(Schema present, Schema released) {
        return SchemaCompatibility.checkReaderWriterCompatibility(present, released)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(ReleasedSchemas::describe)
                .toList();
    }

    private static String describe(Incompatibility incompatibility) {
        return incompatibility.getType()
                + " at "
                + incompatibility.getLocation()
                + ": "
                + incompatibility.getMessage();
    }
}
