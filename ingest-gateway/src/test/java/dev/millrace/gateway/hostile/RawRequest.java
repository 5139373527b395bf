package dev.millrace.gateway.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A request as it goes over the wire, with nothing checked. */
final class RawRequest {

    private final StringBuilder head = new StringBuilder();
    private byte[] body = new byte[0];
    private boolean lengthTold;
    private boolean hasBody;

    RawRequest(String method, String target) {
        this(method + " " + target + " HTTP/1.1");
    }

    RawRequest(String requestLine) {
        head.append(requestLine).append("\r\n");
    }

    RawRequest line(String line) {
        head.append(line).append("\r\n");
        return this;
    }

    RawRequest header(String name, String value) {
        return line(name + ": " + value);
    }

    RawRequest withKey() {
        return header("Host", "localhost").header("X-API-Key", HostileRequestsTest.KEY);
    }

    RawRequest json() {
        return header("Content-Type", "application/json");
    }

    RawRequest body(byte[] bytes) {
        body = bytes;
        hasBody = true;
        return this;
    }

    RawRequest body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The length is told by the request itself, rightly or not. */
    RawRequest lengthTold() {
        lengthTold = true;
        return this;
    }

    Attack attack(String kind) {
        return attack(kind, 0);
    }

    Attack attack(String kind, long filler) {
        if (hasBody && !lengthTold) {
            header("Content-Length", Integer.toString(body.length));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return Attack.of(kind, bytes.toByteArray(), filler);
    }
}
