package dev.millrace.streams;

import dev.millrace.agents.InvalidDefinitionsException;
import dev.millrace.streams.runtime.StreamsApplication;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Ends the service for good: to start it again would change nothing. */
final class UnusableDefinitionsException extends RuntimeException implements ExitCodeGenerator {

    private static final long serialVersionUID = 1;

    UnusableDefinitionsException(InvalidDefinitionsException cause) {
        super(cause);
    }

    @Override
    public int getExitCode() {
        return StreamsApplication.FENCED_EXIT_CODE;
    }

    /** Tells what is wrong, line by line, instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<InvalidDefinitionsException> {

        @Override
        protected FailureAnalysis analyze(Throwable failure, InvalidDefinitionsException cause) {
            return new FailureAnalysis(
                    "Definitions of agents cannot be used:\n\n" + cause.getMessage(),
                    "Correct them, or let MILLRACE_AGENTS name another folder.",
                    cause);
        }
    }
}
