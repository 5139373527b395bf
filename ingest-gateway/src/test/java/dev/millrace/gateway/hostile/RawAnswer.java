package dev.millrace.gateway.hostile;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as it came over the wire.
 *
 * @param status the status; 0 if the connection was ended without an answer
 */
record RawAnswer(int status, Map<String, String> headers, String body) {

    private static final int FIRST_FINAL = 200;
    private static final int HEX = 16;

    static RawAnswer read(InputStream in) throws IOException {
        PushbackInputStream answer = new PushbackInputStream(in);
        int first = answer.read();
        if (first == '{') {
            answer.unread(first);
            return withoutHead(answer);
        }
        if (first >= 0) {
            answer.unread(first);
        }
        return withHead(answer);
    }

    /**
     * A line of noise may be a request in HTTP/0.9: a word and a path, without a version. Its
     * answers are a document alone, up to the end of the connection.
     */
    private static RawAnswer withoutHead(InputStream in) throws IOException {
        String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return new RawAnswer(
                JsonMapper.shared().readTree(body).get("status").intValue(),
                Map.of("content-type", "application/problem+json"),
                body);
    }

    private static RawAnswer withHead(InputStream in) throws IOException {
        while (true) {
            String statusLine = line(in);
            if (statusLine.isEmpty()) {
                return new RawAnswer(0, Map.of(), "");
            }
            int status = Integer.parseInt(statusLine.split(" ")[1]);
            Map<String, String> headers = headers(in);
            if (status >= FIRST_FINAL) {
                return new RawAnswer(status, headers, body(in, headers));
            }
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("content-length")) {
            body.writeBytes(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
        } else if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.writeBytes(in.readNBytes(size));
                line(in);
            }
            line(in);
        } else {
            body.writeBytes(in.readAllBytes());
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in), HEX);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                if (line.isEmpty()) {
                    return "";
                }
                throw new EOFException("the answer breaks off after " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
