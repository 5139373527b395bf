package dev.millrace.agents;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with references to variables of the environment, such as {@code Bearer ${TOKEN}}. Secrets
 * enter definitions only in this way, so a text of this kind can be shown.
 *
 * @param template the text with its references
 */
public record EnvironmentText(String template) {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** The variables that it refers to. */
    public List<String> variables() {
        return REFERENCE.matcher(template).results().map(result -> result.group(1)).toList();
    }

    /** The variables that are not set or empty. */
    public List<String> missing(Environment environment) {
        return variables().stream()
                .filter(
                        name -> {
                            String value = environment.get(name);
                            return value == null || value.isEmpty();
                        })
                .toList();
    }

    /**
     * The text with the values of its variables.
     *
     * @throws IllegalStateException naming the variable when one is not set or empty
     */
    public String resolve(Environment environment) {
        return REFERENCE
                .matcher(template)
                .replaceAll(result -> Matcher.quoteReplacement(value(result, environment)));
    }

    private String value(MatchResult reference, Environment environment) {
        String value = environment.get(reference.group(1));
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(
                    "the variable " + reference.group(1) + " of the environment is not set");
        }
        return value;
    }

    /** Whether there is nothing beside one reference. */
    boolean isReference() {
        return REFERENCE.matcher(template).matches();
    }

    /** Whether something looks like a reference but is none. */
    boolean isMalformed() {
        return REFERENCE.matcher(template).replaceAll("").contains("${");
    }

    /** Where variables are looked up, such as {@code System::getenv}. */
    @FunctionalInterface
    public interface Environment {

        /** The value of a variable, or null. */
        @Nullable String get(String variable);
    }
}
