package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.deadletters.LetterDetail.HeaderText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows what is in a dead letter, cut to a size that can be shown. Used by one thread, once. */
final class LetterContent {

    private static final int MAX_HEADERS = 64;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_RAW_BYTES = 64 * 1024;

    /** Shorter texts are shown whole as long as there is room. */
    private static final int MAX_TEXT = 16 * 1024;

    private static final int MAX_TEXTS = 256 * 1024;
    private static final int MAX_ENTRIES = 200;

    private int room = MAX_TEXTS;

    static LetterDetail of(
            DeadLetter letter,
            ConsumerRecord<byte[], byte[]> entry,
            Optional<SpecificRecord> event) {
        byte[] value = entry.value();
        return new LetterDetail(
                letter,
                headers(entry),
                value == null ? 0 : value.length,
                event.map(e -> new LetterContent().json(e)).orElse(null),
                event.isPresent() || value == null
                        ? null
                        : base64(ByteBuffer.wrap(value, 0, Math.min(value.length, MAX_RAW_BYTES))));
    }

    private static List<HeaderText> headers(ConsumerRecord<byte[], byte[]> entry) {
        List<HeaderText> headers = new ArrayList<>();
        for (Header header : entry.headers()) {
            byte[] value = header.value();
            if (headers.size() < MAX_HEADERS) {
                headers.add(
                        new HeaderText(
                                header.key(),
                                value == null
                                        ? ""
                                        : new String(
                                                value,
                                                0,
                                                Math.min(value.length, MAX_HEADER_BYTES),
                                                StandardCharsets.UTF_8)));
            }
        }
        return headers;
    }

    private JsonNode json(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case null -> json.nullNode();
            case IndexedRecord nested -> object(nested);
            case Collection<?> all -> array(all);
            case Map<?, ?> map -> object(map);
            case Boolean flag -> json.booleanNode(flag);
            case Integer number -> json.numberNode(number);
            case Long number -> json.numberNode(number);
            case Float number -> json.numberNode(number);
            case Double number -> json.numberNode(number);
            case ByteBuffer bytes -> json.stringNode(text(base64(bytes)));
            // Texts, symbols and times.
            default -> json.stringNode(text(value.toString()));
        };
    }

    private ObjectNode object(IndexedRecord nested) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Schema.Field field : nested.getSchema().getFields()) {
            object.set(field.name(), json(nested.get(field.pos())));
        }
        return object;
    }

    private ObjectNode object(Map<?, ?> map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        map.entrySet().stream()
                .limit(MAX_ENTRIES)
                .forEach(entry -> object.set(entry.getKey().toString(), json(entry.getValue())));
        return object;
    }

    private ArrayNode array(Collection<?> all) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        all.stream().limit(MAX_ENTRIES).forEach(entry -> array.add(json(entry)));
        if (all.size() > MAX_ENTRIES) {
            array.add("(%d more)".formatted(all.size() - MAX_ENTRIES));
        }
        return array;
    }

    private String text(String text) {
        int shown = Math.min(text.length(), Math.min(MAX_TEXT, Math.max(0, room)));
        room -= shown;
        return shown == text.length()
                ? text
                : text.substring(0, shown)
                        + " (%d characters more)".formatted(text.length() - shown);
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
