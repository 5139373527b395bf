package dev.millrace.simulatedllm;

import java.io.IOException;

/** The client closed the connection before it had its answer. */
final class ClientGone extends IOException {

    ClientGone() {
        super("The client closed the connection before it had its answer.");
    }
}
