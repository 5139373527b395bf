package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Checks what the headers of a request say of the form of its body. */
final class BodyForm {

    private BodyForm() {}

    /**
     * Checks the encoding and the characters.
     *
     * @throws ProblemException if the body is compressed, in other characters, or of no known type
     */
    static void check(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("The body must not be compressed.");
        }
        MediaType type = type(request);
        if (type != null
                && type.getCharset() != null
                && !StandardCharsets.UTF_8.equals(type.getCharset())) {
            throw unsupported("The body must be in UTF-8.");
        }
    }

    /**
     * Checks all of it, where the framework does not check the type because a body may be missing.
     *
     * @throws ProblemException if the body is not JSON that can be read
     */
    static void checkJson(HttpServletRequest request) {
        check(request);
        MediaType type = type(request);
        if (type == null || !MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
            throw unsupported("The body must be application/json.");
        }
    }

    private static @Nullable MediaType type(HttpServletRequest request) {
        String type = request.getContentType();
        try {
            return type == null ? null : MediaType.parseMediaType(type);
        } catch (InvalidMediaTypeException _) {
            throw unsupported("The Content-Type cannot be read.");
        }
    }

    private static ProblemException unsupported(String detail) {
        return new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
    }
}
