package dev.millrace.executor.work;

import java.util.Collection;
import java.util.List;

/** Tells models of tools. */
@FunctionalInterface
public interface ToolSpecifications {

    /** No tool is known. */
    ToolSpecifications NONE = _ -> List.of();

    /**
     * What a model is told of these tools, in their order; those that are not known are left out.
     */
    List<ToolSpecification> of(Collection<String> tools);

    /**
     * What a model is told of a tool.
     *
     * @param name the name by which the model calls it: at most 64 of {@code a-z A-Z 0-9 _ -}
     * @param parameters the JSON schema of its parameters, an object
     */
    record ToolSpecification(String name, String description, String parameters) {}
}
