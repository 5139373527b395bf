package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on metrics names those that the modules' enums have, all of them and no others. */
class MetricsDocumentTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    private static final Pattern ROW =
            Pattern.compile(
                    "^\\| `((?:agent|millrace|gen_ai)_[a-z_]+)` \\| (counter|gauge|histogram) \\|",
                    Pattern.MULTILINE);

    /** What Prometheus' naming adds to the name of a meter, by its type and unit. */
    private static final Map<String, List<String>> SUFFIXES =
            Map.of(
                    "counter", List.of("_total"),
                    "gauge", List.of("", "_seconds", "_bytes"),
                    "histogram", List.of("", "_seconds"));

    @Test
    void thePageNamesAllMetricsAndNoOthers() throws IOException {
        Map<String, String> rows = rows();
        Set<String> meters = meters();

        assertThat(meters).as("names in the enums").hasSizeGreaterThan(60);
        Set<String> unknown = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        rows.forEach(
                (name, type) -> {
                    List<String> meant =
                            meters.stream().filter(id -> isShownAs(id, name, type)).toList();
                    if (meant.isEmpty()) {
                        unknown.add(name);
                    }
                    described.addAll(meant);
                });
        assertThat(unknown).as("names of %s that no enum has", PAGE).isEmpty();
        Set<String> missing = new TreeSet<>(meters);
        missing.removeAll(described);
        assertThat(missing).as("names of enums that %s has not", PAGE).isEmpty();
        assertThat(rows).as("rows, one for each name").hasSameSizeAs(meters);
    }

    private static boolean isShownAs(String id, String name, String type) {
        String base = id.replace('.', '_');
        return SUFFIXES.get(type).stream().anyMatch(suffix -> name.equals(base + suffix));
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            assertThat(rows.put(row.group(1), row.group(2))).as("twice: " + row.group(1)).isNull();
        }
        return rows;
    }

    private static Set<String> meters() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.millrace")
                        .stream()
                        .filter(JavaClass::isEnum)
                        .filter(type -> type.getSimpleName().endsWith("Metric"))
                        .map(JavaClass::reflect)
                        .flatMap(MetricsDocumentTest::ids)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name of a meter is the first text that a constant of such an enum has. */
    private static Stream<String> ids(Class<?> metrics) {
        Field id =
                Arrays.stream(metrics.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .filter(field -> field.getType() == String.class)
                        .findFirst()
                        .orElseThrow();
        id.setAccessible(true);
        return Arrays.stream(metrics.getEnumConstants()).map(metric -> value(id, metric));
    }

    private static String value(Field field, Object of) {
        try {
            return (String) field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
