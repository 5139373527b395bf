package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.util.unit.DataSize;

/**
 * The body of one request, read only as far as it is allowed to reach, as fast as it must come, and
 * into memory that it has a share of.
 */
final class LimitedBody extends FilterInputStream {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final DataSize limit;
    private final boolean lengthKnown;
    private final BodyBudget.Share share;
    private final BodyPace pace;
    private long count;

    private LimitedBody(
            InputStream body,
            DataSize limit,
            boolean lengthKnown,
            BodyBudget.Share share,
            BodyPace pace) {
        super(body);
        this.limit = limit;
        this.lengthKnown = lengthKnown;
        this.share = share;
        this.pace = pace;
    }

    /**
     * Opens the body.
     *
     * @throws ProblemException if it is known to be too large
     */
    static LimitedBody open(
            HttpServletRequest request, DataSize limit, BodyBudget.Share share, BodyPace pace)
            throws IOException {
        long length = request.getContentLengthLong();
        if (length > limit.toBytes()) {
            throw tooLarge(limit);
        }
        return new LimitedBody(request.getInputStream(), limit, length >= 0, share, pace);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long start = System.nanoTime();
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            pace.came(read, System.nanoTime() - start);
            count += read;
            if (count > limit.toBytes()) {
                throw tooLarge(limit);
            }
            share.cover(count);
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
