package dev.millrace.eventruntime;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schemas that a registry once confirmed, by id, with the ids of our own subjects; kept on
 * disk.
 */
final class SchemaCacheFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What the file holds.
     *
     * @param ids the id of the newest schema of each of our subjects
     * @param schemas every schema seen, by id
     */
    record Content(Map<String, Integer> ids, Map<Integer, String> schemas) {}

    private final Path file;

    SchemaCacheFile(Path file) {
        this.file = file;
    }

    /** The content, empty when there is no file or it cannot be read. */
    Content read() {
        if (Files.isReadable(file)) {
            try {
                return JSON.readValue(file.toFile(), Content.class);
            } catch (IOException e) {
                // A file cut off by a crash is as good as none: the registry is asked instead.
                return new Content(Map.of(), Map.of());
            }
        }
        return new Content(Map.of(), Map.of());
    }

    /** Replaces the file in one step, so that a reader never sees half of it. */
    void write(Content content) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path next = file.resolveSibling(file.getFileName() + ".next");
            JSON.writeValue(
                    next.toFile(),
                    new Content(new TreeMap<>(content.ids()), new TreeMap<>(content.schemas())));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the schema cache " + file, e);
        }
    }
}
