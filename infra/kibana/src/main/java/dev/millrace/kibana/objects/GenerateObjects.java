package dev.millrace.kibana.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Writes the file that Kibana imports: {@code GenerateObjects dashboards.yml millrace.ndjson}. */
public final class GenerateObjects {

    private GenerateObjects() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: GenerateObjects DESCRIPTION OBJECTS");
        }
        Files.writeString(Path.of(arguments[1]), generate(Path.of(arguments[0])));
    }

    /** One object a line. */
    static String generate(Path description) {
        return SavedObjects.of(Description.read(description)).stream()
                .map(object -> object + "\n")
                .collect(Collectors.joining());
    }
}
