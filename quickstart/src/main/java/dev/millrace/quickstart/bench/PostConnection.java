package dev.millrace.quickstart.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A kept-alive connection that posts tasks and reads the status of each answer: as little work as
 * can be, since it competes with what is measured. For one thread.
 */
final class PostConnection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InetSocketAddress address;
    private final String head;
    private Socket socket;
    private InputStream in;
    private boolean closed;

    PostConnection(URI gateway, String key) throws IOException {
        address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
        socket = connected();
        in = new BufferedInputStream(socket.getInputStream());
        head =
                "POST /v1/tasks HTTP/1.1\r\nHost: "
                        + gateway.getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /** Posts a task; gives the status of the answer once all of it is there. */
    int post(String json) throws IOException {
        if (closed) {
            reconnect();
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write((head + body.length + "\r\n\r\n" + json).getBytes(StandardCharsets.UTF_8));
        out.flush();
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        readBody();
        return status;
    }

    private Socket connected() throws IOException {
        Socket connected = new Socket();
        connected.connect(address);
        connected.setTcpNoDelay(true);
        connected.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        return connected;
    }

    /** A server may close a connection after so many requests. */
    private void reconnect() throws IOException {
        socket.close();
        socket = connected();
        in = new BufferedInputStream(socket.getInputStream());
        closed = false;
    }

    private void readBody() throws IOException {
        long length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                length = Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
            } else if (name.startsWith("transfer-encoding:")) {
                chunked = true;
            } else if (name.startsWith("connection:")) {
                closed = name.contains("close");
            }
        }
        if (chunked) {
            readChunks();
        } else {
            in.skipNBytes(length);
        }
    }

    private void readChunks() throws IOException {
        long size;
        do {
            size = Long.parseLong(line(), 16);
            in.skipNBytes(size);
            line();
        } while (size > 0);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the gateway closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
