package dev.millrace.systemtests.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;

/** The page docs/operations/configuration.md: how it begins, then a table of each group of keys. */
final class ConfigurationReference {

    static final String COMMAND = "./mvnw -pl system-tests test -Dtest=WriteConfigurationReference";

    private final Collection<Key> keys;
    private final List<Variable> variables;

    ConfigurationReference(Collection<Key> keys, List<Variable> variables) {
        this.keys = List.copyOf(keys);
        this.variables = List.copyOf(variables);
    }

    static ConfigurationReference present() {
        Keys keys = new Keys();
        return new ConfigurationReference(keys.all(), new Variables(keys).all());
    }

    static Path page() {
        return Checkout.path("docs/operations/configuration.md");
    }

    /** The lines of the page. */
    List<String> lines() throws IOException {
        List<String> lines =
                new ArrayList<>(
                        new ClassPathResource("configuration-head.md")
                                .getContentAsString(StandardCharsets.UTF_8)
                                .lines()
                                .toList());
        lines.addAll(List.of("", "## Variables of the environment", ""));
        lines.addAll(List.of("| variable | read by | default | meaning |", "|---|---|---|---|"));
        variables.forEach(variable -> lines.add(row(variable)));
        lines.addAll(List.of("", "## Keys"));
        groups().forEach((group, members) -> lines.addAll(section(group, members)));
        return List.copyOf(lines);
    }

    private Map<String, List<Key>> groups() {
        return keys.stream()
                .collect(Collectors.groupingBy(Key::group, TreeMap::new, Collectors.toList()));
    }

    private static List<String> section(String group, List<Key> members) {
        List<String> lines = new ArrayList<>(List.of("", "### " + group, ""));
        lines.add("| key | services | values | default | variable | meaning |");
        lines.add("|---|---|---|---|---|---|");
        members.forEach(key -> lines.add(row(key)));
        return lines;
    }

    private static String row(Key key) {
        return cells(
                code(key.name()),
                services(key.services().stream().map(Service::module).collect(Collectors.toSet())),
                key.values(),
                code(key.standard()),
                code(key.variable()),
                sentence(key.meaning()));
    }

    private static String row(Variable variable) {
        return cells(
                code(variable.name()),
                services(variable.readers()),
                variable.standard(),
                sentence(variable.meaning()));
    }

    private static String services(Set<String> readers) {
        List<String> services = Arrays.stream(Service.values()).map(Service::module).toList();
        List<String> texts = new ArrayList<>();
        if (readers.containsAll(services)) {
            texts.add("all services");
        } else {
            services.stream().filter(readers::contains).forEach(texts::add);
        }
        readers.stream().filter(reader -> !services.contains(reader)).sorted().forEach(texts::add);
        return String.join(", ", texts);
    }

    private static String sentence(String text) {
        return text.isEmpty()
                ? ""
                : Character.toUpperCase(text.charAt(0))
                        + text.substring(1)
                        + (text.endsWith(".") ? "" : ".");
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String cells(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
