package dev.millrace.executor.tools;

import dev.millrace.conversation.ToolNames;
import dev.millrace.executor.work.Tool;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds tools by name, among all that there are at the moment. */
final class ToolRegistry {

    private final List<ToolSource> sources;

    ToolRegistry(List<ToolSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * @param name as it is declared, or as the model knows it
     */
    Optional<Tool> find(String name) {
        return find(tool -> tool.name().equals(name))
                .or(() -> find(tool -> ToolNames.forModels(tool.name()).equals(name)));
    }

    /** All tools with such names, in the order of their names. */
    Stream<Tool> all(Predicate<String> names) {
        return sources.stream()
                .flatMap(source -> source.tools().stream())
                .filter(tool -> names.test(tool.name()))
                .sorted(Comparator.comparing(Tool::name));
    }

    private Optional<Tool> find(Predicate<Tool> wanted) {
        return sources.stream()
                .flatMap(source -> source.tools().stream())
                .filter(wanted)
                .findFirst();
    }

    /** Why a tool of that name cannot be called at the moment, if it is one that may come back. */
    Optional<String> awaited(String name) {
        return sources.stream().flatMap(source -> source.missing(name).stream()).findFirst();
    }
}
