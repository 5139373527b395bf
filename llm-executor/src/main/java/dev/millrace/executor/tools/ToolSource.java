package dev.millrace.executor.tools;

import dev.millrace.executor.work.Tool;
import java.util.Collection;
import java.util.Optional;

/** Where tools come from. */
public interface ToolSource {

    /** Those that can be called at the moment. */
    Collection<Tool> tools();

    /** Why a tool that should be here cannot be called at the moment; empty if it is none. */
    default Optional<String> missing(String name) {
        return Optional.empty();
    }
}
