package dev.millrace.gateway.agents;

import dev.millrace.agents.InvalidDefinitionsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells what is wrong with the definitions of agents, line by line, when they stop the start. */
final class InvalidDefinitionsAnalyzer
        extends AbstractFailureAnalyzer<InvalidDefinitionsException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, InvalidDefinitionsException cause) {
        return new FailureAnalysis(
                "Definitions of agents cannot be used:\n\n" + cause.getMessage(),
                "Correct them, or let MILLRACE_AGENTS name another folder.",
                cause);
    }
}
