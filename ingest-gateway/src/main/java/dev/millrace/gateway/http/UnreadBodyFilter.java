package dev.millrace.gateway.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes the rest of a body nobody read, after the answer is out: a caller who is still writing
 * would otherwise see a reset connection instead of the answer.
 */
final class UnreadBodyFilter extends OncePerRequestFilter {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final long mostBytes;
    private final Duration within;
    private final int perAddress;
    private final ConcurrentMap<String, Integer> heard = new ConcurrentHashMap<>();

    UnreadBodyFilter(HttpSettings settings) {
        this.mostBytes = settings.unread().toBytes();
        this.within = settings.unreadWithin();
        this.perAddress = settings.unreadPerAddress();
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        if (mayHaveBody(request) && response.getStatus() != ProblemType.REQUEST_TIMEOUT.status()) {
            takeRestOfFew(request, response);
        }
    }

    /** A body that is longer than what would be taken is not waited for at all. */
    private boolean mayHaveBody(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length > 0 ? length <= mostBytes : request.getHeader("Transfer-Encoding") != null;
    }

    /** Whose rest is not taken is cut off, so that nobody keeps many connections at it. */
    private void takeRestOfFew(HttpServletRequest request, HttpServletResponse response) {
        String address = Callers.of(request).clientAddress();
        try {
            if (heard.merge(address, 1, Integer::sum) <= perAddress) {
                takeRest(request, response);
            }
        } finally {
            heard.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private void takeRest(HttpServletRequest request, HttpServletResponse response) {
        try {
            ServletInputStream body = request.getInputStream();
            if (body.isFinished()) {
                return;
            }
            response.flushBuffer();
            byte[] buffer = new byte[BUFFER_BYTES];
            long start = System.nanoTime();
            long rest = mostBytes;
            while (rest > 0 && System.nanoTime() - start < within.toNanos()) {
                int count = body.read(buffer);
                if (count < 0) {
                    return;
                }
                rest -= count;
            }
        } catch (IOException e) {
            // The caller went away or sent nothing more; the answer is out.
            logger.debug("the rest of a body did not come", e);
        }
    }
}
