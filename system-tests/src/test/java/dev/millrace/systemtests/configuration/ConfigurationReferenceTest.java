package dev.millrace.systemtests.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/operations/configuration.md to what is read. */
class ConfigurationReferenceTest {

    private static final String ANEW = "; write the page anew: " + ConfigurationReference.COMMAND;

    private final Keys keys = new Keys();
    private final Variables variables = new Variables(keys);

    @Test
    void thePageHasEveryKeyAndVariableAsItIs() throws Exception {
        Map<String, String> page = rows(Files.readAllLines(ConfigurationReference.page()));
        Map<String, String> present = rows(ConfigurationReference.present().lines());

        assertThat(missing(present, page)).as("not on the page" + ANEW).isEmpty();
        assertThat(missing(page, present)).as("on the page, but nothing reads it" + ANEW).isEmpty();
        assertThat(changed(page, present)).as("other than on the page" + ANEW).isEmpty();
        assertThat(Files.readAllLines(ConfigurationReference.page()))
                .as("the text around the tables" + ANEW)
                .isEqualTo(ConfigurationReference.present().lines());
    }

    @Test
    void everyKeyIsDescribed() {
        assertThat(keys.all())
                .filteredOn(key -> key.meaning().split(" ").length < 2)
                .extracting(Key::name)
                .as("without a @param in the javadoc of its record")
                .isEmpty();
    }

    @Test
    void everyVariableIsDescribed() {
        assertThat(variables.all())
                .filteredOn(variable -> variable.meaning().split(" ").length < 2)
                .extracting(Variable::name)
                .as("say what they mean in system-tests/src/test/resources/environment.yml")
                .isEmpty();
        assertThat(variables.stale()).as("in environment.yml, but nothing reads them").isEmpty();
    }

    @Test
    void theServicesSetNoKeyThatIsNone() {
        Collection<Key> all = keys.all();

        for (Service service : Service.values()) {
            assertThat(keys.file(service).values().keySet())
                    .as("application.yml of " + service.module())
                    .filteredOn(key -> key.startsWith("millrace."))
                    .allMatch(
                            name ->
                                    all.stream()
                                            .anyMatch(
                                                    key ->
                                                            key.name().equals(name)
                                                                    && key.services()
                                                                            .contains(service)));
        }
    }

    @Test
    void manifestsSetOnlyVariablesThatServicesRead() {
        List<String> services = Arrays.stream(Service.values()).map(Service::module).toList();
        Set<String> known =
                VariableUse.readers().entrySet().stream()
                        .filter(variable -> !Collections.disjoint(variable.getValue(), services))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        Collection<Key> all = keys.all();

        for (Path file : Checkout.files("infra/k8s", path -> !path.toString().endsWith(".md"))) {
            assertThat(VariableUse.names(Checkout.text(file)))
                    .as(Checkout.relative(file))
                    .allMatch(
                            name ->
                                    known.contains(name)
                                            || name.startsWith("OTEL_")
                                            || all.stream().anyMatch(key -> key.isSetBy(name)));
        }
    }

    @Test
    void documentsSpeakOnlyOfVariablesThatAreRead() {
        Set<String> known = new TreeSet<>(VariableUse.readers().keySet());
        Collection<Key> all = keys.all();

        Map<String, List<String>> unknown = new TreeMap<>();
        for (Path file : Checkout.files(".", ConfigurationReferenceTest::isDocument)) {
            List<String> names =
                    VariableUse.names(Checkout.text(file)).stream()
                            .filter(name -> !known.contains(name))
                            .filter(name -> !isProcess(name))
                            .filter(name -> all.stream().noneMatch(key -> key.isSetBy(name)))
                            .toList();
            if (!names.isEmpty()) {
                unknown.put(Checkout.relative(file), names);
            }
        }

        assertThat(unknown).isEmpty();
    }

    /** The change log speaks of the past too. */
    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md") && !file.endsWith("CHANGELOG.md");
    }

    private boolean isProcess(String name) {
        return variables.all().stream()
                .map(Variable::name)
                .filter(pattern -> pattern.contains("<PROCESS>"))
                .anyMatch(pattern -> name.matches(pattern.replace("<PROCESS>", "[A-Z_]+")));
    }

    private static Map<String, String> rows(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("| `"))
                .collect(
                        Collectors.toMap(
                                line -> line.substring(3, line.indexOf('`', 3)),
                                line -> line,
                                (one, _) -> one,
                                TreeMap::new));
    }

    private static Set<String> missing(Map<String, String> wanted, Map<String, String> present) {
        Set<String> missing = new TreeSet<>(wanted.keySet());
        missing.removeAll(present.keySet());
        return missing;
    }

    private static List<String> changed(Map<String, String> page, Map<String, String> present) {
        List<String> changed = new ArrayList<>(page.keySet());
        changed.retainAll(present.keySet());
        changed.removeIf(name -> page.get(name).equals(present.get(name)));
        return changed;
    }
}
