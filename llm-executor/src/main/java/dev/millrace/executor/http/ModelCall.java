package dev.millrace.executor.http;

import dev.millrace.executor.work.Turn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP client has to know about the call of a model.
 *
 * <p>Bound to the calling thread for the length of the call, because langchain4j has no place for
 * headers of a single request.
 */
public final class ModelCall {

    private static final ScopedValue<ModelCall> CURRENT = ScopedValue.newInstance();

    private final Map<String, String> headers;
    private final Duration timeout;
    private volatile boolean answered;
    private volatile boolean stopped;
    private volatile boolean whole;
    private volatile byte @Nullable [] used;

    private ModelCall(Map<String, String> headers, Duration timeout) {
        this.headers = headers;
        this.timeout = timeout;
    }

    /**
     * @param timeout the most time from the connection to the last byte of the answer
     */
    public static ModelCall of(Turn turn, Duration timeout) {
        return new ModelCall(
                Map.of(
                        "X-Millrace-Task-Id",
                        printable(turn.taskId()),
                        "Idempotency-Key",
                        printable(turn.idempotencyKey())),
                timeout);
    }

    /**
     * A call that belongs to no turn.
     *
     * @param timeout the most time from the connection to the last byte of the answer
     */
    public static ModelCall within(Duration timeout) {
        return new ModelCall(Map.of(), timeout);
    }

    /** Task ids are the caller's; a character that HTTP forbids must not break the call. */
    private static String printable(String value) {
        return value.codePoints()
                .map(c -> c > 0x20 && c < 0x7f ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The call that the present thread is in, if it is in one. */
    static Optional<ModelCall> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Whether the call that the present thread is in is answered. */
    public static boolean isCurrentAnswered() {
        return current().filter(ModelCall::isAnswered).isPresent();
    }

    public <T> T run(ScopedValue.CallableOp<T, RuntimeException> operation) {
        return ScopedValue.where(CURRENT, this).call(operation);
    }

    Map<String, String> headers() {
        return headers;
    }

    Duration timeout() {
        return timeout;
    }

    /** Notes that the server answered with success, so that what fails later is its answer. */
    void answered(byte[] body) {
        used(body);
        answered();
    }

    /** The same of an answer that came in parts. */
    void answered() {
        answered = true;
    }

    /** Notes a part of an answer that tells what the call used so far. */
    void used(byte[] part) {
        used = part;
    }

    /** Notes that the server has said that its answer is whole. */
    public void whole() {
        whole = true;
    }

    /** Whether the server has said so; not all do. */
    public boolean isWhole() {
        return whole;
    }

    /** Notes that nothing more of the answer is of use. */
    public void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether the server answered with success, up to the end of what it had to say. */
    public boolean isAnswered() {
        return answered;
    }

    /** What of the answer tells what the call used, if any does. */
    public Optional<byte[]> used() {
        return Optional.ofNullable(used);
    }
}
