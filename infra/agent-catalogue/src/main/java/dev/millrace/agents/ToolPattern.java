package dev.millrace.agents;

import java.util.Collection;
import java.util.Optional;

/**
 * A tool by name, such as {@code calculator} or {@code files/read}, or all tools whose names begin
 * in the same way: {@code *}, {@code search_*}, {@code files/*}.
 *
 * @param text the name, or the beginning of names with a star at its end
 */
public record ToolPattern(String text) {

    private static final String STAR = "*";

    /** Whether any of several names and patterns stands for a tool. */
    public static boolean anyMatches(Collection<String> patterns, String tool) {
        return patterns.stream().anyMatch(pattern -> new ToolPattern(pattern).matches(tool));
    }

    /** Whether it stands for a tool. */
    public boolean matches(String tool) {
        return isOpen() ? tool.startsWith(beginning()) : text.equals(tool);
    }

    /** Whether it stands for more than one name. */
    public boolean isOpen() {
        return text.endsWith(STAR);
    }

    /** The tools that this and another pattern both stand for. */
    public Optional<ToolPattern> and(ToolPattern other) {
        if (covers(other)) {
            return Optional.of(other);
        }
        return other.covers(this) ? Optional.of(this) : Optional.empty();
    }

    private boolean covers(ToolPattern other) {
        return isOpen() ? other.beginning().startsWith(beginning()) : text.equals(other.text);
    }

    private String beginning() {
        return isOpen() ? text.substring(0, text.length() - STAR.length()) : text;
    }
}
