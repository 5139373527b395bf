package dev.millrace.quickstart.keys;

/** Something stands in the way; the message is for the user. */
final class KeysFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean badInput;

    KeysFailure(String message, boolean badInput) {
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
