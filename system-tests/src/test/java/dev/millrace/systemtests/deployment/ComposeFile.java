package dev.millrace.systemtests.deployment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A compose file with the variables' defaults put in. */
record ComposeFile(Map<String, Service> services, Set<String> volumes) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    /** One service as the file has it, merged. */
    record Service(Map<String, Object> values) {

        String image() {
            return text("image");
        }

        boolean isOurs() {
            return image().startsWith("millrace/");
        }

        String text(String key) {
            return String.valueOf(values.get(key));
        }

        @SuppressWarnings("unchecked") // keys of YAML are texts here
        Map<String, Object> map(String key) {
            return (Map<String, Object>) values.getOrDefault(key, Map.of());
        }

        List<String> strings(String key) {
            return ((List<?>) values.getOrDefault(key, List.of()))
                    .stream().map(String::valueOf).toList();
        }
    }

    static ComposeFile read(String file, Map<String, String> defaults) {
        String text =
                VARIABLE.matcher(Checkout.text(file))
                        .replaceAll(
                                variable ->
                                        Matcher.quoteReplacement(
                                                defaults.getOrDefault(variable.group(1), "")));
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        Map<String, Service> services = new LinkedHashMap<>();
        maps(root, "services").forEach((name, values) -> services.put(name, new Service(values)));
        return new ComposeFile(services, maps(root, "volumes").keySet());
    }

    Map<String, Service> ours() {
        Map<String, Service> ours = new LinkedHashMap<>(services);
        ours.values().removeIf(service -> !service.isOurs());
        return ours;
    }

    @SuppressWarnings("unchecked") // the shape of every compose file
    private static Map<String, Map<String, Object>> maps(Map<String, Object> root, String key) {
        return (Map<String, Map<String, Object>>) root.get(key);
    }
}
