package dev.millrace.eventruntime.logging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of this process, which its log must not show. Holds them as long as the process
 * lives; thread-safe.
 */
public final class LogSecrets {

    private static volatile Masking masking = new Masking(Set.of());
    private static Set<String> known = Set.of();

    private LogSecrets() {}

    /** From now on no line shows this value; what is too short to be a secret is not noted. */
    public static void add(String secret) {
        addAll(Set.of(secret));
    }

    /** An environment that notes as secrets the values that are asked of it. */
    public static Function<String, @Nullable String> noting(
            Function<String, @Nullable String> environment) {
        return name -> {
            String value = environment.apply(name);
            if (value != null) {
                add(value);
            }
            return value;
        };
    }

    /** A text without secrets, such as one for an endpoint of the actuator. */
    public static String hide(String text) {
        return masking.mask(text);
    }

    static synchronized void addAll(Collection<String> secrets) {
        Set<String> all = new HashSet<>(known);
        secrets.stream()
                .map(String::strip)
                .filter(LogSecrets::isSecret)
                .forEach(secret -> all.addAll(spellings(secret)));
        if (all.size() > known.size()) {
            known = Set.copyOf(all);
            masking = new Masking(known);
        }
    }

    static Masking masking() {
        return masking;
    }

    /** What is short, a path or a number is none. */
    private static boolean isSecret(String value) {
        return value.length() >= Masking.SHORTEST
                && !value.startsWith("/")
                && !value.startsWith("./")
                && !value.startsWith("file:")
                && !value.chars().allMatch(Character::isDigit);
    }

    /** As it is, in JSON, and in a URL. */
    private static Set<String> spellings(String secret) {
        String inJson = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        return Stream.of(secret, inJson, URLEncoder.encode(secret, StandardCharsets.UTF_8))
                .collect(Collectors.toUnmodifiableSet());
    }
}
