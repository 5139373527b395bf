package dev.millrace.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of definitions for tests. */
final class Definitions {

    private final Path folder;

    Definitions(Path parent) {
        this.folder = parent.resolve("agents");
    }

    Definitions file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Definitions file(String name, byte[] bytes) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path folder() {
        return folder;
    }

    AgentCatalogue load() {
        return AgentCatalogue.load(folder);
    }

    /** What is wrong, each with the file as it is called below the folder. */
    List<String> problems() {
        try {
            load();
            return List.of();
        } catch (InvalidDefinitionsException e) {
            return e.problems().stream()
                    .map(problem -> problem.toString().substring(folder.toString().length() + 1))
                    .toList();
        }
    }
}
