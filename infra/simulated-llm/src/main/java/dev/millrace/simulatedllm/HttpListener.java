package dev.millrace.simulatedllm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and serves each on a virtual thread of its own. Owns the sockets: {@link
 * #close} ends them all.
 */
final class HttpListener implements AutoCloseable {

    /** What answers a request. */
    interface Handler {
        void handle(HttpRequest request, HttpConnection connection) throws IOException;
    }

    private static final System.Logger LOG = System.getLogger(HttpListener.class.getName());

    /** A storm of connections waits in the kernel's queue rather than being refused. */
    private static final int BACKLOG = 4096;

    private final ServerSocket server;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HttpListener(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    static HttpListener start(InetSocketAddress address, Handler handler) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        HttpListener listener = new HttpListener(server, handler);
        // A platform thread: accepting must not wait behind ten thousand busy virtual threads.
        Thread.ofPlatform().name("simulated-model-accept").start(listener::acceptAll);
        return listener;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(HttpListener::closeQuietly);
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            Socket socket = accept();
            if (socket != null) {
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        }
        open.forEach(HttpListener::closeQuietly);
    }

    private @Nullable Socket accept() {
        try {
            return server.accept();
        } catch (IOException e) {
            if (!server.isClosed()) {
                LOG.log(System.Logger.Level.WARNING, "A connection was not accepted: " + e);
                pause();
            }
            return null;
        }
    }

    /** Out of file descriptors, the next accept would fail at once, too. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            HttpConnection connection = new HttpConnection(socket);
            try {
                HttpRequest request;
                while ((request = connection.read()) != null) {
                    handler.handle(request, connection);
                    if (!connection.keepsAlive()) {
                        return;
                    }
                }
            } catch (BadRequest e) {
                connection.respond(
                        e.status(), OpenAiJson.error(e.getMessage(), "invalid_request_error"));
            }
        } catch (IOException _) {
            // The client has gone, or the server is being closed: nobody is left to be told.
        } finally {
            open.remove(socket);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "Closing failed", e);
        }
    }
}
