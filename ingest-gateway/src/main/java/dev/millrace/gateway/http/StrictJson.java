package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reads JSON strictly: nothing is coerced, and what is unknown, repeated or left over is an error.
 * Reads token by token, because a tree of a hostile body takes many times its size. Thread-safe.
 */
public final class StrictJson {

    private static final int MAX_DEPTH = 32;

    /** Enough for all the documents and metadata that are allowed. */
    private static final int MAX_TOKENS = 250_000;

    /** As much as the largest body by default, for the text of a document. */
    private static final int MAX_STRING = 8 * 1024 * 1024;

    private static final int MAX_NAME = 1_000;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .streamReadConstraints(constraints(MAX_TOKENS, MAX_STRING))
                    .build();

    /** A node of a tree takes some fifty bytes, however small the token. */
    private static final int MAX_TREE_TOKENS = 50_000;

    /** Several times the longest conversation by default, so that its own check tells of it. */
    private static final int MAX_TREE_STRING = 2 * 1024 * 1024;

    private static final JsonFactory TREES =
            JSON.rebuild()
                    .streamReadConstraints(constraints(MAX_TREE_TOKENS, MAX_TREE_STRING))
                    .build();

    /** Where Jackson says in which of its classes a limit stands. */
    private static final Pattern PLACE_OF_LIMIT = Pattern.compile(",? from `[^`]*`");

    private StrictJson() {}

    private static StreamReadConstraints constraints(int tokens, int string) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxTokenCount(tokens)
                .maxStringLength(string)
                .maxNameLength(MAX_NAME)
                .build();
    }

    /**
     * Reads a body of few but nested values.
     *
     * @throws ProblemException if the body is not JSON
     */
    public static JsonNode tree(InputStream body) throws IOException {
        JsonNode tree = read(TREES, body, new FieldErrors(), JsonFields::tree);
        if (!isWellFormed(tree)) {
            throw unreadable("The body has half of a surrogate pair.");
        }
        return tree;
    }

    private static boolean isWellFormed(JsonNode node) {
        return (!node.isString() || JsonFields.isWellFormed(node.stringValue()))
                && node.propertyNames().stream().allMatch(JsonFields::isWellFormed)
                && node.valueStream().allMatch(StrictJson::isWellFormed);
    }

    /**
     * Reads a body.
     *
     * @param reader reads the value that the parser stands on
     * @param errors gets the fields with values of a wrong type or of an unknown name
     * @throws ProblemException if the body is not JSON
     */
    static <T> T read(InputStream body, FieldErrors errors, Function<JsonFields, T> reader)
            throws IOException {
        return read(JSON, body, errors, reader);
    }

    private static <T> T read(
            JsonFactory json, InputStream body, FieldErrors errors, Function<JsonFields, T> reader)
            throws IOException {
        Reader text =
                new InputStreamReader(
                        body,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT));
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw unreadable("The body is empty.");
            }
            T value = reader.apply(new JsonFields(parser, errors));
            if (parser.nextToken() != null) {
                throw unreadable("There is something after the end of the JSON value.");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw unreadable(
                    "The JSON is nested too deeply or too long: "
                            + PLACE_OF_LIMIT.matcher(e.getOriginalMessage()).replaceAll(""));
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    private static RuntimeException unreadable(JacksonException failure) throws IOException {
        return switch (failure.getCause()) {
            case CharacterCodingException _ -> unreadable("The body is not valid UTF-8.");
            case IOException io -> throw io;
            case null, default ->
                    unreadable(
                            "The body is not valid JSON"
                                    + place(failure.getLocation())
                                    + ": "
                                    + firstLine(failure.getOriginalMessage()));
        };
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static ProblemException unreadable(String detail) {
        return new ProblemException(ProblemType.UNREADABLE_BODY, detail);
    }
}
