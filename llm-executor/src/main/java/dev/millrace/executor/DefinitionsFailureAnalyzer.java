package dev.millrace.executor;

import dev.millrace.agents.InvalidDefinitionsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with definitions, by file and line, instead of a stack trace. */
final class DefinitionsFailureAnalyzer
        extends AbstractFailureAnalyzer<InvalidDefinitionsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidDefinitionsException cause) {
        return new FailureAnalysis(
                "The definitions of agents cannot be used:\n" + cause.getMessage(),
                "Correct the files named above.",
                cause);
    }
}
