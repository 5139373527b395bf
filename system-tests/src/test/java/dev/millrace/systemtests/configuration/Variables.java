package dev.millrace.systemtests.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.ClassPathResource;

/**
 * The variables of the environment: those that are read somewhere, with the meaning of the key that
 * they set, or else with what environment.yml says of them.
 */
final class Variables {

    private static final String PROCESS = "<PROCESS>";

    private final Keys keys;
    private final Map<String, Map<String, String>> described = described();
    private final Properties compose = compose();

    Variables(Keys keys) {
        this.keys = keys;
    }

    List<Variable> all() {
        Collection<Key> all = keys.all();
        Map<String, Set<String>> readers = new TreeMap<>();
        described.keySet().stream()
                .filter(name -> name.contains(PROCESS))
                .forEach(name -> readers.put(name, new LinkedHashSet<>(Set.of("./millrace"))));
        VariableUse.readers()
                .forEach(
                        (name, who) ->
                                readers.computeIfAbsent(pattern(name), _ -> new LinkedHashSet<>())
                                        .addAll(who));
        List<Variable> variables = new ArrayList<>();
        readers.forEach(
                (name, who) -> {
                    if (isWorthNaming(name, all)) {
                        all.stream()
                                .filter(key -> key.isSetBy(name))
                                .flatMap(key -> key.services().stream())
                                .forEach(service -> who.add(service.module()));
                        variables.add(new Variable(name, who, standard(name), meaning(name, all)));
                    }
                });
        return variables;
    }

    /** What is described and read nowhere. */
    Set<String> stale() {
        Set<String> stale = new TreeSet<>(described.keySet());
        VariableUse.readers().keySet().forEach(name -> stale.remove(pattern(name)));
        stale.removeIf(name -> name.contains(PROCESS));
        return stale;
    }

    /** What is in a file of settings; of keys that only code or a message names, the key is. */
    private boolean isWorthNaming(String name, Collection<Key> all) {
        return described.containsKey(name)
                || compose.containsKey(name)
                || isInServiceFile(name)
                || all.stream().noneMatch(key -> key.isSetBy(name));
    }

    private boolean isInServiceFile(String name) {
        for (Service service : Service.values()) {
            if (keys.file(service).variables().containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    private String standard(String name) {
        Set<String> standards = new LinkedHashSet<>();
        String written = described.getOrDefault(name, Map.of()).get("default");
        if (written != null) {
            standards.add(written.contains(" ") ? written : code(written));
        } else {
            for (Service service : Service.values()) {
                standards.add(code(keys.file(service).variables().getOrDefault(name, "")));
            }
            if (standards.stream().allMatch(String::isEmpty)) {
                keys.all().stream()
                        .filter(key -> key.isSetBy(name))
                        .forEach(key -> standards.add(code(key.standard())));
            }
        }
        String inCompose = compose.getProperty(name, "");
        if (!inCompose.isEmpty() && !standards.contains(code(inCompose))) {
            standards.add((isOnlyInCompose(standards) ? "" : "compose: ") + code(inCompose));
        }
        return standards.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static boolean isOnlyInCompose(Set<String> standards) {
        return standards.stream().allMatch(String::isEmpty);
    }

    private String meaning(String name, Collection<Key> all) {
        String written = described.getOrDefault(name, Map.of()).get("meaning");
        if (written != null) {
            return written;
        }
        return all.stream()
                .filter(
                        key ->
                                List.of(key.variable().split(", ")).contains(name)
                                        || key.isSetBy(name))
                .map(key -> "`%s`: %s".formatted(key.name(), key.meaning()))
                .collect(Collectors.joining("; "));
    }

    private String pattern(String name) {
        return described.keySet().stream()
                .filter(pattern -> pattern.contains(PROCESS))
                .filter(pattern -> name.matches(pattern.replace(PROCESS, "[A-Z_]+")))
                .filter(_ -> !described.containsKey(name))
                .findFirst()
                .orElse(name);
    }

    @SuppressWarnings("unchecked") // the file has this form, and a test reads all of it
    private static Map<String, Map<String, String>> described() {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new ClassPathResource("environment.yml"));
        return (Map<String, Map<String, String>>) (Map<String, ?>) yaml.getObject();
    }

    private static Properties compose() {
        Properties compose = new Properties();
        Checkout.text(Checkout.path(".env"))
                .lines()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            compose.setProperty(
                                    line.substring(0, equals), line.substring(equals + 1));
                        });
        return compose;
    }
}
