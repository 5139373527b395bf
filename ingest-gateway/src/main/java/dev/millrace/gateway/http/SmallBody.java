package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Reads bodies of a few fields, which may also be missing. */
final class SmallBody {

    private static final int MAX_BYTES = 64 * 1024;

    private SmallBody() {}

    /**
     * Reads the body of a request, if it has one.
     *
     * @param reader reads the value that the parser stands on
     * @throws ProblemException if the body is not JSON, or a field is wrong
     */
    static <T> Optional<T> read(HttpServletRequest request, Function<JsonFields, T> reader)
            throws IOException {
        byte[] body = bytes(request);
        if (body.length == 0) {
            return Optional.empty();
        }
        BodyForm.checkJson(request);
        FieldErrors errors = new FieldErrors();
        T value = StrictJson.read(new ByteArrayInputStream(body), errors, reader);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return Optional.of(value);
    }

    private static byte[] bytes(HttpServletRequest request) throws IOException {
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.UNREADABLE_BODY, "The body broke off: " + e.getMessage());
        }
        if (body.length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "The body must have at most 64 KiB.");
        }
        return body;
    }
}
