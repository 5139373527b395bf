package dev.millrace.executor.tools;

import dev.millrace.agents.ToolPattern;
import dev.millrace.conversation.ToolNames;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolSpecifications;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tells models of the tools that there are at the moment. */
final class RegistrySpecifications implements ToolSpecifications {

    private final ToolRegistry registry;

    RegistrySpecifications(ToolRegistry registry) {
        this.registry = registry;
    }

    /** Providers refuse two tools of one name, so the first of them is the one. */
    @Override
    public List<ToolSpecification> of(Collection<String> tools) {
        Map<String, ToolSpecification> byName = new LinkedHashMap<>();
        tools.stream()
                .flatMap(this::found)
                .map(RegistrySpecifications::specification)
                .forEach(tool -> byName.putIfAbsent(tool.name(), tool));
        return List.copyOf(byName.values());
    }

    /** An agent may have all tools of a server, whichever they are today. */
    private Stream<Tool> found(String tool) {
        ToolPattern pattern = new ToolPattern(tool);
        return pattern.isOpen() ? registry.all(pattern::matches) : registry.find(tool).stream();
    }

    private static ToolSpecification specification(Tool tool) {
        return new ToolSpecification(
                ToolNames.forModels(tool.name()), tool.description(), tool.parameters());
    }
}
