package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldErrors;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads values of the right type from a parser that stands on them, and notes the fields that have
 * another one. Null is as good as absent. Used by one thread.
 */
final class JsonFields {

    /** What is done with each member of an object; the parser stands on its value. */
    interface Member {
        void read(String name);
    }

    /** What is done with each entry of an array; the parser stands on it. */
    interface Entry {
        void read(int index);
    }

    private final JsonParser parser;
    private final FieldErrors errors;

    JsonFields(JsonParser parser, FieldErrors errors) {
        this.parser = parser;
        this.errors = errors;
    }

    FieldErrors errors() {
        return errors;
    }

    @Nullable String string(String path) {
        if (is(JsonToken.VALUE_STRING)) {
            String value = parser.getString();
            if (!isWellFormed(value)) {
                errors.add(path, "must not have half of a surrogate pair");
            }
            return value;
        }
        wrong(path, "must be a string");
        return null;
    }

    @Nullable BigDecimal number(String path) {
        if (is(JsonToken.VALUE_NUMBER_INT) || is(JsonToken.VALUE_NUMBER_FLOAT)) {
            return parser.getDecimalValue();
        }
        wrong(path, "must be a number");
        return null;
    }

    @Nullable Boolean bool(String path) {
        if (is(JsonToken.VALUE_TRUE) || is(JsonToken.VALUE_FALSE)) {
            return parser.getBooleanValue();
        }
        wrong(path, "must be true or false");
        return null;
    }

    /** Reads the members of an object; false if there is none. */
    boolean object(String path, Member member) {
        if (!is(JsonToken.START_OBJECT)) {
            wrong(path, "must be an object");
            return false;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(name);
        }
        return true;
    }

    void array(String path, Entry entry) {
        if (!is(JsonToken.START_ARRAY)) {
            wrong(path, "must be an array");
            return;
        }
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            entry.read(index);
        }
    }

    boolean isNull() {
        return is(JsonToken.VALUE_NULL);
    }

    void unknown(String path) {
        errors.add(path, "is not a known field");
        parser.skipChildren();
    }

    /** Takes a value with everything in it. */
    JsonNode tree() {
        return JsonMapper.shared().readTree(parser);
    }

    /** Passes over a value. */
    void skip() {
        parser.skipChildren();
    }

    private void wrong(String path, String message) {
        if (!isNull()) {
            errors.add(path, message);
            parser.skipChildren();
        }
    }

    private boolean is(JsonToken token) {
        return parser.currentToken() == token;
    }

    static boolean isWellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char here = value.charAt(i);
            if (Character.isHighSurrogate(here)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(here)) {
                return false;
            }
        }
        return true;
    }
}
