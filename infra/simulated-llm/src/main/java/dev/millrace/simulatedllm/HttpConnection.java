package dev.millrace.simulatedllm;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection, served by one virtual thread. The JDK's own server does not do here: it
 * cannot tell that a client has gone while its request is being handled, which a call that hangs
 * has to know.
 */
final class HttpConnection {

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 32 * 1024 * 1024;
    private static final Duration IDLE_TIME = Duration.ofMinutes(5);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean keepAlive = true;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        // Small, because there are ten thousand of them.
        this.in = new BufferedInputStream(socket.getInputStream(), 2048);
        this.out = socket.getOutputStream();
    }

    /** The next request; null when the client closes the connection or leaves it idle. */
    @Nullable HttpRequest read() throws IOException {
        socket.setSoTimeout((int) IDLE_TIME.toMillis());
        String requestLine;
        try {
            requestLine = line(MAX_HEAD_BYTES);
        } catch (SocketTimeoutException | EOFException _) {
            return null;
        }
        String[] parts = requestLine.split(" ");
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new BadRequest(400, "The request line is not HTTP/1.1: " + requestLine);
        }
        Map<String, String> headers = headers();
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        keepAlive = parts[2].equals("HTTP/1.1") && !connection.contains("close");
        String body = new String(body(headers), StandardCharsets.UTF_8);
        return new HttpRequest(parts[0], parts[1].replaceFirst("\\?.*", ""), headers, body);
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    /** Waits, and notices when the client goes away meanwhile. */
    void waitFor(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (true) {
            long millis = Math.ceilDiv(end - System.nanoTime(), 1_000_000L);
            if (millis <= 0 || waitForClient((int) Math.min(millis, 60_000))) {
                break;
            }
        }
        sleepUntil(end);
    }

    /** Waits until the client goes away, and throws {@link ClientGone} then. */
    void waitForEver() throws IOException {
        while (!waitForClient(60_000)) {
            // A timeout only means that the client is still waiting.
        }
        // It has sent another request on this connection, and will not get an answer to that
        // either.
        socket.setSoTimeout(0);
        in.transferTo(OutputStream.nullOutputStream());
        throw new ClientGone();
    }

    void respond(int status, byte[] body) throws IOException {
        respond(status, Map.of(), body);
    }

    void respond(int status, Map<String, String> headers, byte[] body) throws IOException {
        out.write(concat(head(status, jsonHeaders(headers, body)), body));
    }

    /** Promises the whole body, sends half of it and closes the connection. */
    void respondHalf(byte[] body) throws IOException {
        byte[] half = Arrays.copyOf(body, body.length / 2);
        out.write(concat(head(200, jsonHeaders(Map.of(), body)), half));
        keepAlive = false;
    }

    void startEvents() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream; charset=utf-8");
        headers.put("Cache-Control", "no-cache");
        headers.put("Transfer-Encoding", "chunked");
        out.write(head(200, headers));
    }

    void sendEvent(String data) throws IOException {
        byte[] event = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        byte[] size =
                (Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        out.write(concat(size, concat(event, "\r\n".getBytes(StandardCharsets.US_ASCII))));
    }

    void endEvents() throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Closes the connection without the end of the stream. */
    void cutEvents() {
        keepAlive = false;
    }

    private boolean waitForClient(int millis) throws IOException {
        in.mark(1);
        socket.setSoTimeout(millis);
        try {
            if (in.read() < 0) {
                throw new ClientGone();
            }
            in.reset();
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private static void sleepUntil(long end) throws IOException {
        try {
            long nanos = end - System.nanoTime();
            if (nanos > 0) {
                Thread.sleep(Duration.ofNanos(nanos));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server is being closed.", e);
        }
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        int left = MAX_HEAD_BYTES;
        while (true) {
            String line = line(left);
            left -= line.length() + 2;
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new BadRequest(400, "A header line has no name: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String coding = headers.get("transfer-encoding");
        String length = headers.get("content-length");
        if (coding == null && length == null) {
            return new byte[0];
        }
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        if (coding != null) {
            return chunkedBody();
        }
        return bytes(size(length, 10));
    }

    private byte[] chunkedBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = size(line(MAX_HEAD_BYTES).replaceFirst(";.*", "").strip(), 16);
            if (size == 0) {
                while (!line(MAX_HEAD_BYTES).isEmpty()) {
                    // Trailers say nothing that matters here.
                }
                return body.toByteArray();
            }
            if (body.size() + size > MAX_BODY_BYTES) {
                throw tooLarge();
            }
            body.writeBytes(bytes(size));
            line(2);
        }
    }

    private byte[] bytes(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new ClientGone();
        }
        return bytes;
    }

    private static int size(@Nullable String text, int radix) throws BadRequest {
        long size;
        try {
            size = text == null ? -1 : Long.parseLong(text, radix);
        } catch (NumberFormatException _) {
            size = -1;
        }
        if (size < 0) {
            throw new BadRequest(400, "The length of the body is not a number: " + text);
        }
        if (size > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        return (int) size;
    }

    private static BadRequest tooLarge() {
        return new BadRequest(413, "The body is larger than " + MAX_BODY_BYTES + " bytes.");
    }

    /** A line without its end. */
    private String line(int limit) throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next == '\n') {
                return line.toString();
            }
            if (line.length() >= limit) {
                throw new BadRequest(431, "The head of the request is too large.");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
    }

    private static Map<String, String> jsonHeaders(Map<String, String> more, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("Content-Type", "application/json");
        headers.put("Content-Length", Integer.toString(body.length));
        return headers;
    }

    private byte[] head(int status, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(160);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (!keepAlive) {
            head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            default -> "Internal Server Error";
        };
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
