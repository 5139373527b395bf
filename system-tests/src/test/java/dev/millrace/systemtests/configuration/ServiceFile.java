package dev.millrace.systemtests.configuration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * What a service sets in its application.yml.
 *
 * @param values the texts, placeholders and all, by key
 */
record ServiceFile(Map<String, String> values) {

    /** A variable with its default, in which there may be another one. */
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "\\$\\{(?<name>[A-Z][A-Z0-9_]*)(:(?<default>([^{}]|\\$\\{[^{}]*})*))?}");

    private static final PropertyPlaceholderHelper DEFAULTS =
            new PropertyPlaceholderHelper("${", "}", ":", null, true);

    static ServiceFile of(Service service) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(
                new FileSystemResource(
                        Checkout.path(service.module() + "/src/main/resources/application.yml")));
        Map<String, String> values = new TreeMap<>();
        yaml.getObject().forEach((key, value) -> values.put((String) key, String.valueOf(value)));
        return new ServiceFile(values);
    }

    /** What a key is when no variable is set. */
    Optional<String> standard(String key) {
        return Optional.ofNullable(values.get(key)).map(ServiceFile::withDefaults);
    }

    /** The variable that sets the whole of a key. */
    Optional<String> variable(String key) {
        return Optional.ofNullable(values.get(key))
                .map(VARIABLE::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group("name"));
    }

    /** The defaults of all variables. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        values.values().forEach(value -> collect(value, variables));
        return variables;
    }

    private static void collect(String value, Map<String, String> variables) {
        for (MatchResult match : VARIABLE.matcher(value).results().toList()) {
            String standard = match.group("default");
            variables.put(match.group("name"), standard == null ? "" : withDefaults(standard));
            if (standard != null) {
                collect(standard, variables);
            }
        }
    }

    private static String withDefaults(String value) {
        return DEFAULTS.replacePlaceholders(value, name -> null);
    }
}
