package dev.millrace.systemtests.configuration;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where variables of the environment occur in what runs. */
final class VariableUse {

    private static final Pattern NAME =
            Pattern.compile("\\b(MILLRACE|OTEL)_[A-Z0-9_]*[A-Z0-9](?![A-Z0-9_])");
    private static final Set<String> TOOLS =
            Set.of("millrace", ".mvn", "quickstart", "infra/dev-stack", "infra/simulated-llm");

    private VariableUse() {}

    /** Who reads each variable: services by their modules, images, compose or the command line. */
    static Map<String, Set<String>> readers() {
        Map<String, Set<String>> readers = new TreeMap<>();
        for (Path file : Checkout.files(".", VariableUse::isRun)) {
            Set<String> reader = reader(Checkout.relative(file));
            names(Checkout.text(file))
                    .forEach(
                            name ->
                                    readers.computeIfAbsent(name, _ -> new LinkedHashSet<>())
                                            .addAll(reader));
        }
        return readers;
    }

    /** The variables of which a text speaks. */
    static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean isRun(Path file) {
        String name = Checkout.relative(file);
        return name.equals("millrace")
                || name.equals("docker-compose.yml")
                || name.equals(".env")
                || name.startsWith(".mvn/")
                || name.startsWith("infra/k8s/")
                || name.matches(
                        "infra/(docker|kibana|prometheus|otel)/.*(?<!/check[.])(sh|yml|Dockerfile)")
                || name.matches(".*/src/main/(java/.*[.]java|resources/application[^/]*[.]yml)");
    }

    private static Set<String> reader(String file) {
        if (file.equals("docker-compose.yml") || file.equals(".env")) {
            return Set.of("compose");
        }
        if (file.startsWith("infra/k8s/")) {
            return Set.of("Kubernetes");
        }
        if (file.matches("infra/(docker|kibana|prometheus|otel)/.*")) {
            return Set.of("images");
        }
        return TOOLS.stream().anyMatch(file::startsWith) ? Set.of("./millrace") : services(file);
    }

    private static Set<String> services(String file) {
        Set<String> owner =
                Stream.of(Service.values())
                        .map(Service::module)
                        .filter(module -> file.startsWith(module + "/"))
                        .collect(Collectors.toSet());
        return owner.isEmpty() ? all() : owner;
    }

    private static Set<String> all() {
        return EnumSet.allOf(Service.class).stream()
                .map(Service::module)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
