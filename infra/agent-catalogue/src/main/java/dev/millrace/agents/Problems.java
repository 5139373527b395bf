package dev.millrace.agents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong with the definitions, so that all of it is told at once. */
final class Problems {

    /** More would tell nobody more. */
    private static final int MAX = 100;

    private final List<DefinitionProblem> found = new ArrayList<>();

    void add(String file, int line, String field, String message) {
        if (found.size() < MAX) {
            found.add(new DefinitionProblem(file, line, field, message));
        }
    }

    int count() {
        return found.size();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidDefinitionsException(
                    found.stream()
                            .sorted(
                                    Comparator.comparing(DefinitionProblem::file)
                                            .thenComparingInt(DefinitionProblem::line))
                            .toList());
        }
    }
}
