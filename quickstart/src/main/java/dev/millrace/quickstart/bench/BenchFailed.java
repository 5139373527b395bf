package dev.millrace.quickstart.bench;

/** A measurement could not be made; the message says why. */
final class BenchFailed extends RuntimeException {

    BenchFailed(String message) {
        super(message);
    }

    BenchFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
