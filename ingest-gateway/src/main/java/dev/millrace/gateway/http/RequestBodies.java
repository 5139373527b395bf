package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.function.Function;

/** Reads the bodies of requests within the limits that they share. Thread-safe. */
public final class RequestBodies {

    /** Makes something of a body. */
    public interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

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
        try (BodyBudget.Share share = budget.open()) {
            return user.apply(read(request, share, reader));
        }
    }

    private <T> T read(HttpServletRequest request, BodyBudget.Share share, BodyReader<T> reader)
            throws IOException {
        LimitedBody body = LimitedBody.open(request, settings, share);
        try {
            return reader.read(body);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNREADABLE_BODY) {
                body.checkRest();
            }
            throw e;
        } catch (SocketTimeoutException _) {
            throw new ProblemException(
                    ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time.");
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.UNREADABLE_BODY, "The body broke off: " + e.getMessage());
        }
    }
}
