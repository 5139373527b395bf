package dev.millrace.gateway.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who announces a body and then sends little of it, or nothing. */
final class SlowCaller implements AutoCloseable {

    private static final int PATIENCE_MS = 10_000;
    private static final long BETWEEN_BYTES_MS = 50;

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;
    private final CountDownLatch closed = new CountDownLatch(1);

    SlowCaller(int port, String path, String key, long announced) throws IOException {
        this(port, path, key, announced, "127.0.0.1");
    }

    /**
     * @param address where the caller says to be, which counts behind a trusted proxy
     */
    SlowCaller(int port, String path, String key, long announced, String address)
            throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        out = socket.getOutputStream();
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        send(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "X-Forwarded-For: "
                        + address
                        + "\r\nX-API-Key: "
                        + key
                        + "\r\nContent-Length: "
                        + announced
                        + "\r\n\r\n");
    }

    SlowCaller send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return this;
    }

    /** Sends a byte now and then until it is closed. */
    SlowCaller drip() {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (!closed.await(BETWEEN_BYTES_MS, TimeUnit.MILLISECONDS)) {
                                    send(" ");
                                }
                            } catch (IOException | InterruptedException _) {
                                // Cut off, as it should be.
                            }
                        });
        return this;
    }

    int status() throws IOException {
        String line = in.readLine();
        return line == null ? 0 : Integer.parseInt(line.split(" ")[1]);
    }

    /** Whether the gateway leaves the connection open while nothing is sent for some time. */
    boolean mayBeSilentFor(Duration time) throws IOException {
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        try {
            while (in.read() >= 0) {
                // The rest of the answer.
            }
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        }
    }

    /** Waits for the gateway to end the connection. */
    boolean isCutOff() throws IOException {
        try {
            while (in.read() >= 0) {
                // The rest of the answer.
            }
            return true;
        } catch (SocketException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}
