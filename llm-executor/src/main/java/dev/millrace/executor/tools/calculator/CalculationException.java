package dev.millrace.executor.tools.calculator;

import dev.millrace.eventruntime.logging.QuotesOthers;

/** An expression that has no value; the message is for the model to read. */
final class CalculationException extends RuntimeException implements QuotesOthers {

    private static final long serialVersionUID = 1;

    CalculationException(String message) {
        super(message);
    }
}
