package dev.millrace.agents;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads a YAML file into nodes that know their lines; makes no objects of them. */
final class YamlFile {

    static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_DEPTH = 40;

    private final String name;
    private final Problems problems;

    private YamlFile(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    /** What a file holds; nothing when it is empty or cannot be read, which then is a problem. */
    static Optional<YamlValue> read(Path path, String name, Problems problems) {
        YamlFile file = new YamlFile(name, problems);
        try {
            long bytes = Files.size(path);
            if (bytes > MAX_BYTES) {
                file.problem(1, "has " + bytes + " bytes; at most " + MAX_BYTES + " are read");
                return Optional.empty();
            }
            return file.parse(Files.readAllBytes(path));
        } catch (IOException e) {
            file.problem(1, "cannot be read: " + e);
            return Optional.empty();
        }
    }

    /** What the bytes of a file hold. */
    static Optional<YamlValue> parse(byte[] bytes, String name, Problems problems) {
        return new YamlFile(name, problems).parse(bytes);
    }

    private Optional<YamlValue> parse(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            problem(1, "is not UTF-8 text");
            return Optional.empty();
        }
        try {
            if (refersToItself(text)) {
                return Optional.empty();
            }
            Node root = yaml().compose(new StringReader(text));
            return Optional.ofNullable(root).map(node -> new YamlValue(node, name, "", problems));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            problem(mark == null ? 1 : mark.getLine() + 1, "is not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            int line = 1 + (int) text.chars().limit(e.getPosition()).filter(c -> c == '\n').count();
            problem(line, "holds a character that YAML forbids; only printable ones are allowed");
        } catch (YAMLException e) {
            problem(1, "is not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Aliases let a small file stand for a huge one, and no definition needs them. */
    private boolean refersToItself(String text) {
        for (Event event : yaml().parse(new StringReader(text))) {
            if (event instanceof AliasEvent alias) {
                problem(
                        alias.getStartMark().getLine() + 1,
                        "refers to *" + alias.getAnchor() + "; repeat the value instead");
                return true;
            }
        }
        return false;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_BYTES);
        return new Yaml(options);
    }

    private void problem(int line, String message) {
        problems.add(name, line, "", message);
    }
}
