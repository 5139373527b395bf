package dev.millrace.devstack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;

/** Asks a process whether it can do its work. */
@FunctionalInterface
public interface HealthProbe {

    /** How long an answer may take. */
    int TIMEOUT_MILLIS = 2_000;

    /** True when the process answered as it should; any exception of the connection means no. */
    boolean healthy() throws IOException;

    /** Healthy when a GET is answered with 200. */
    static HealthProbe http(String url) {
        URI uri = URI.create(url);
        return () -> {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            try {
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        };
    }

    /** Healthy when the port accepts a connection. */
    static HealthProbe tcp(int port) {
        return () -> {
            try (Socket socket = connect(InetAddress.getLoopbackAddress().getHostAddress(), port)) {
                return socket.isConnected();
            }
        };
    }

    /** Healthy when a Kafka broker answers ApiVersions, the first request of every client. */
    static HealthProbe kafka(int port) {
        return kafka(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    /** The same for a broker that may be elsewhere. */
    static HealthProbe kafka(String host, int port) {
        return () -> {
            try (Socket socket = connect(host, port)) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                // Size, api key 18, version 0, correlation id, no client id.
                out.write(
                        ByteBuffer.allocate(14)
                                .putInt(10)
                                .putShort((short) 18)
                                .putShort((short) 0)
                                .putInt(1)
                                .putShort((short) -1)
                                .array());
                out.flush();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                return in.readInt() > 0 && in.readInt() == 1 && in.readShort() == 0;
            }
        };
    }

    private static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
