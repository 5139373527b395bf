package dev.millrace.eventruntime.logging;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** Finds the secrets in a service's configuration by the names of their keys and by their form. */
final class ConfiguredSecrets {

    private static final Pattern SECRET_NAME =
            Pattern.compile(".*(key|keysecret|secret|password|passwd|token|credentials|userinfo)");
    private static final Pattern IN_URL = Pattern.compile("://([^/\\s:@]*):([^/\\s@]+)@");
    private static final Pattern IN_JAAS = Pattern.compile("password\\s*=\\s*\"([^\"]+)\"");

    private ConfiguredSecrets() {}

    static Set<String> of(ConfigurableEnvironment environment) {
        Set<String> secrets = new HashSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                for (String name : listed.getPropertyNames()) {
                    collect(name, value(environment, name), secrets);
                }
            }
        }
        return secrets;
    }

    private static @Nullable String value(ConfigurableEnvironment environment, String name) {
        try {
            return environment.getProperty(name);
        } catch (IllegalArgumentException _) {
            // It refers to something that is not there; whoever needs it will say so.
            return null;
        }
    }

    private static void collect(String name, @Nullable String value, Set<String> secrets) {
        if (value == null || value.isBlank()) {
            return;
        }
        if (isSecretName(name)) {
            secrets.add(value);
        }
        addAll(IN_JAAS.matcher(value), 1, secrets);
        addAll(IN_URL.matcher(value), 2, secrets);
    }

    private static boolean isSecretName(String name) {
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return SECRET_NAME.matcher(letters).matches();
    }

    private static void addAll(Matcher found, int group, Set<String> secrets) {
        while (found.find()) {
            secrets.add(found.group(group));
            try {
                secrets.add(URLDecoder.decode(found.group(group), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                // Then it is not encoded.
            }
        }
    }
}
