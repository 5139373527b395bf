package dev.millrace.agents;

import java.util.List;
import java.util.stream.Collectors;

/** Definitions that cannot be used; the message has a line for each problem. */
public final class InvalidDefinitionsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<DefinitionProblem> problems;

    InvalidDefinitionsException(List<DefinitionProblem> problems) {
        super(
                problems.stream()
                        .map(DefinitionProblem::toString)
                        .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** All problems, by file and line. */
    public List<DefinitionProblem> problems() {
        return problems;
    }
}
