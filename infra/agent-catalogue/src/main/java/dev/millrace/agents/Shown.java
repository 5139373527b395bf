package dev.millrace.agents;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Values as parts of messages: short, in one line. */
final class Shown {

    private static final int MAX = 80;

    private Shown() {}

    static String value(Node node) {
        return switch (node) {
            case MappingNode _ -> "a group of fields";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "empty";
            case ScalarNode scalar -> kind(scalar.getTag()) + quoted(scalar.getValue());
            default -> "something else";
        };
    }

    private static String kind(Tag tag) {
        if (tag.equals(Tag.STR)) {
            return "the text ";
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return "the number ";
        }
        if (tag.equals(Tag.BOOL)) {
            return "the truth value ";
        }
        return tag.equals(Tag.TIMESTAMP) ? "the date " : "";
    }

    static String quoted(String value) {
        String line = value.replaceAll("\\s+", " ");
        int end = Math.min(line.length(), MAX);
        return "'" + line.substring(0, end) + (end < line.length() ? "…'" : "'");
    }
}
