package dev.millrace.executor.tools;

import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolSpecifications;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells models of the tools that there are at the moment. */
final class RegistrySpecifications implements ToolSpecifications {

    private final ToolRegistry registry;

    RegistrySpecifications(ToolRegistry registry) {
        this.registry = registry;
    }

    @Override
    public List<ToolSpecification> of(Collection<String> tools) {
        return tools.stream()
                .map(registry::find)
                .flatMap(Optional::stream)
                .distinct()
                .map(RegistrySpecifications::specification)
                .toList();
    }

    private static ToolSpecification specification(Tool tool) {
        return new ToolSpecification(
                ModelName.of(tool.name()), tool.description(), tool.parameters());
    }
}
