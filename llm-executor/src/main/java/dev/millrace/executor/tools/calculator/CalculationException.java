package dev.millrace.executor.tools.calculator;

/** An expression that has no value; the message is for the model to read. */
final class CalculationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CalculationException(String message) {
        super(message);
    }
}
