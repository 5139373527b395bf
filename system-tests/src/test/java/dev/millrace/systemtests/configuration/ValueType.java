package dev.millrace.systemtests.configuration;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the value of a setting looks like. */
final class ValueType {

    private ValueType() {}

    /** The type in words, such as {@code duration}; the constants of an enumeration. */
    static String of(String javaType) {
        String raw = javaType.replaceFirst("<.*", "");
        return switch (raw) {
            case "java.lang.Integer", "java.lang.Long", "java.lang.Short" -> "number";
            case "java.lang.Double" -> "fraction";
            case "java.lang.Boolean" -> "true or false";
            case "java.lang.String" -> "text";
            case "java.time.Duration" -> "duration";
            case "java.nio.file.Path" -> "path";
            case "java.net.URI" -> "URL";
            case "java.util.Map" -> "map";
            case "java.util.List", "java.util.Set" -> "list";
            case "org.springframework.util.unit.DataSize" -> "size";
            default -> named(raw);
        };
    }

    private static String named(String javaType) {
        Object[] constants = Reflection.type(javaType).getEnumConstants();
        if (constants == null) {
            String name = javaType.substring(javaType.lastIndexOf('.') + 1);
            return name.toLowerCase(Locale.ROOT);
        }
        return Arrays.stream(constants)
                .map(constant -> ((Enum<?>) constant).name())
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining("`, `", "`", "`"));
    }
}
