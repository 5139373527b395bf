package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldErrors;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.util.unit.DataSize;

/** Reads the bodies of requests within the limits that they share. Thread-safe. */
public final class RequestBodies {

    /** Makes something of a body. */
    public interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    private static final DataSize SMALL = DataSize.ofBytes(BodyBudget.SMALL_BYTES);

    private final HttpSettings settings;
    private final BodyBudget budget;

    RequestBodies(HttpSettings settings, BodyBudget budget) {
        this.settings = settings;
        this.budget = budget;
    }

    /**
     * Reads a body and uses what was read.
     *
     * @throws ProblemException if the body cannot be read
     */
    public <T, R> R use(HttpServletRequest request, BodyReader<T> reader, Function<T, R> user)
            throws IOException {
        BodyForm.check(request);
        // Held until it was used, because what is made of a body takes as much memory as the body.
        try (BodyBudget.Share share = open(request)) {
            return user.apply(read(request, settings.body(), share, reader));
        }
    }

    /**
     * Reads a body of a few fields, if there is one.
     *
     * @param reader reads the value that the parser stands on
     * @throws ProblemException if the body is not JSON, or a field is wrong
     */
    <T> Optional<T> small(HttpServletRequest request, Function<JsonFields, T> reader)
            throws IOException {
        byte[] body;
        try (BodyBudget.Share share = open(request)) {
            body = read(request, SMALL, share, InputStream::readAllBytes);
        }
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

    private BodyBudget.Share open(HttpServletRequest request) {
        return budget.open(
                Callers.of(request).identity().tenantId(), request.getContentLengthLong());
    }

    private <T> T read(
            HttpServletRequest request,
            DataSize limit,
            BodyBudget.Share share,
            BodyReader<T> reader)
            throws IOException {
        LimitedBody body = LimitedBody.open(request, limit, share, new BodyPace(settings));
        try {
            return reader.read(body);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNREADABLE_BODY) {
                body.checkRest();
            }
            throw e;
        } catch (SocketTimeoutException _) {
            throw BodyPace.tooSlow();
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.UNREADABLE_BODY, "The body broke off: " + e.getMessage());
        }
    }
}
