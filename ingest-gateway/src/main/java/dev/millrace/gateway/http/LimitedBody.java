package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.util.unit.DataSize;

/**
 * The body of one request, read only as far as it is allowed to reach and as long as it may take.
 */
final class LimitedBody extends FilterInputStream {

    private static final int BUFFER_BYTES = 8 * 1024;

    /** Bodies of unknown length take their share of the budget in steps of this size. */
    private static final int STEP_BYTES = 256 * 1024;

    private final DataSize limit;
    private final long withinNanos;
    private final boolean lengthKnown;
    private final BodyBudget.Share share;
    private final long start = System.nanoTime();
    private long count;

    private LimitedBody(
            InputStream body, boolean lengthKnown, HttpSettings settings, BodyBudget.Share share) {
        super(body);
        this.limit = settings.body();
        this.withinNanos = settings.bodyWithin().toNanos();
        this.lengthKnown = lengthKnown;
        this.share = share;
    }

    /**
     * Opens the body.
     *
     * @throws ProblemException if it is known to be too large
     */
    static LimitedBody open(
            HttpServletRequest request, HttpSettings settings, BodyBudget.Share share)
            throws IOException {
        long length = request.getContentLengthLong();
        if (length > settings.body().toBytes()) {
            throw tooLarge(settings.body());
        }
        share.cover(Math.max(length, 0));
        return new LimitedBody(request.getInputStream(), length >= 0, settings, share);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (System.nanoTime() - start > withinNanos) {
            throw new ProblemException(
                    ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time.");
        }
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            count += read;
            if (count > limit.toBytes()) {
                throw tooLarge(limit);
            }
            if (!lengthKnown) {
                share.cover((count / STEP_BYTES + 1) * STEP_BYTES);
            }
        }
        return read;
    }

    /**
     * Reads on without keeping anything, so that a body which is both broken and too large is
     * called too large.
     */
    void checkRest() throws IOException {
        if (lengthKnown) {
            return;
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        while (read(buffer, 0, buffer.length) >= 0) {
            // counts and checks
        }
    }

    private static ProblemException tooLarge(DataSize limit) {
        return new ProblemException(
                ProblemType.BODY_TOO_LARGE,
                "The body must have at most " + limit.toBytes() + " bytes.");
    }
}
