package dev.millrace.simulatedllm;

import java.io.IOException;

/** What came over the connection is not HTTP that this server can read. */
final class BadRequest extends IOException {

    private final int status;

    BadRequest(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
