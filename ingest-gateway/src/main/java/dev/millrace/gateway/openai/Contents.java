package dev.millrace.gateway.openai;

import java.util.Set;
import java.util.stream.Collectors;

/** Reads the content of messages: text, whole or in parts. */
final class Contents {

    private static final Set<String> TEXTS = Set.of("text", "input_text", "output_text");

    private Contents() {}

    /** The text of a content that has to be there. */
    static String text(Field content) {
        if (content.isAbsent()) {
            throw BadRequests.missing(content.path());
        }
        return content.isText()
                ? content.text()
                : content.items().stream().map(Contents::part).collect(Collectors.joining("\n"));
    }

    static String textOrNone(Field content) {
        return content.isAbsent() ? "" : text(content);
    }

    private static String part(Field part) {
        part.requireObject();
        String type = part.at("type").text();
        if (TEXTS.contains(type)) {
            return part.at("text").text();
        }
        if (type.equals("refusal")) {
            return part.at("refusal").text();
        }
        throw BadRequests.unsupported(
                part.at("type").path(), "must be text: images, audio and files are not supported");
    }
}
