package dev.millrace.simulatedllm;

/**
 * A setting has a value that cannot be used; the message names it and says what to write instead.
 */
public final class InvalidSetting extends RuntimeException {

    private final String field;

    InvalidSetting(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
    }

    /** The name of the setting, as flag (without dashes) and as JSON field. */
    public String field() {
        return field;
    }
}
