package dev.millrace.executor.tools.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one request and reads its answer; follows no redirect. */
interface HttpExchange extends AutoCloseable {

    /**
     * @throws IOException if no answer came; {@link RefusedAddressException} if none was asked for
     */
    Answer send(Request request) throws IOException;

    @Override
    void close();

    /**
     * @param bodyOrNull JSON, if the request has a body
     */
    record Request(
            String method, URI url, Map<String, String> headers, @Nullable String bodyOrNull) {}

    /**
     * @param headers by their names in lower case
     * @param body as much of it as may be read
     * @param isCut whether there was more
     */
    record Answer(int status, HttpHeaders headers, ByteBuffer body, boolean isCut) {}
}
