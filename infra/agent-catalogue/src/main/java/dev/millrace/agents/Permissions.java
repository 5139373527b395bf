package dev.millrace.agents;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which roles may use which tools. A caller with several roles may use what any of them may. */
public final class Permissions {

    /** The role of callers that have none. */
    public static final String ROLE_OF_OTHERS = "submitter";

    /** By role; null: every role may use the built-in tools. */
    private final @Nullable Map<String, List<ToolPattern>> byRole;

    private Permissions(@Nullable Map<String, List<ToolPattern>> byRole) {
        this.byRole = byRole;
    }

    /** Without a definition every role may use the built-in tools, and no other. */
    static Permissions standard() {
        return new Permissions(null);
    }

    static Permissions of(Map<String, List<ToolPattern>> byRole) {
        return new Permissions(Map.copyOf(byRole));
    }

    /** Whether a caller with these roles may use a tool. */
    public boolean permitted(Collection<String> roles, String tool) {
        return patterns(roles).anyMatch(pattern -> pattern.matches(tool));
    }

    /**
     * Those of an agent's tools that a caller with these roles may use, in their order.
     *
     * @param tools names and patterns; what remains of a pattern may be a narrower one
     */
    public List<String> permitted(Collection<String> roles, Collection<String> tools) {
        Set<String> permitted = new LinkedHashSet<>();
        for (String tool : tools) {
            patterns(roles)
                    .flatMap(pattern -> pattern.and(new ToolPattern(tool)).stream())
                    .forEach(pattern -> permitted.add(pattern.text()));
        }
        return List.copyOf(permitted);
    }

    private Stream<ToolPattern> patterns(Collection<String> roles) {
        Map<String, List<ToolPattern>> defined = byRole;
        if (defined == null) {
            return BuiltInTool.names().stream().map(ToolPattern::new);
        }
        Collection<String> effective = roles.isEmpty() ? List.of(ROLE_OF_OTHERS) : roles;
        return effective.stream().flatMap(role -> defined.getOrDefault(role, List.of()).stream());
    }

    @Override
    public String toString() {
        Map<String, List<ToolPattern>> defined = byRole;
        return defined == null
                ? "built-in tools for every role"
                : defined.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
}
