package dev.millrace.quickstart.ask;

/** The gateway did not take the question or lost track of it; the message is for the user. */
final class GatewayFailure extends Exception {

    private final boolean badInput;

    private GatewayFailure(String message, boolean badInput) {
        super(message);
        this.badInput = badInput;
    }

    /** What was asked cannot be asked like that. */
    static GatewayFailure badInput(String message) {
        return new GatewayFailure(message, true);
    }

    /** Something does not run or went wrong. */
    static GatewayFailure broken(String message) {
        return new GatewayFailure(message, false);
    }

    boolean isBadInput() {
        return badInput;
    }
}
