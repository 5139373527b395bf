package dev.millrace.quickstart.dlq;

/** The gateway does not answer or refuses; the message is for the user. */
final class GatewayFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean badInput;

    GatewayFailure(String message, boolean badInput) {
        super(message);
        this.badInput = badInput;
    }

    /** Whether something else would have to be asked. */
    boolean isBadInput() {
        return badInput;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
