package dev.millrace.agents;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads texts that may refer to the environment, and sees to it that secrets do. */
final class EnvironmentReader {

    private static final int MAX_VALUE = 8_192;
    private static final int MAX_ENTRIES = 64;
    private static final String REFERENCE_RULE =
            "must be a reference to a variable of the environment, such as ${API_KEY}; the secret"
                    + " itself does not belong into a file";

    private static final Pattern SECRET =
            Pattern.compile("auth|cookie|key|token|secret|password|passwd|credential|signature");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    /** Headers that belong to the connection or to us. */
    private static final Set<String> RESERVED =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "upgrade",
                    "te",
                    "trailer",
                    "expect",
                    "idempotency-key");

    private EnvironmentReader() {}

    /** A reference and nothing else; whatever else is there is never shown. */
    static Optional<EnvironmentText> reference(YamlValue value) {
        Optional<EnvironmentText> text = value.hidden().map(EnvironmentText::new);
        if (text.isEmpty() || !text.get().isReference()) {
            value.problem(REFERENCE_RULE);
            return Optional.empty();
        }
        return text;
    }

    static Map<String, EnvironmentText> headers(YamlFields fields) {
        return texts(fields, "headers", EnvironmentReader::checkHeader);
    }

    static Map<String, EnvironmentText> variables(YamlFields fields) {
        return texts(fields, "env", EnvironmentReader::checkVariable);
    }

    @FunctionalInterface
    private interface NameCheck {
        void check(String name, YamlFields fields);
    }

    private static Map<String, EnvironmentText> texts(
            YamlFields fields, String field, NameCheck check) {
        Map<String, EnvironmentText> texts = new LinkedHashMap<>();
        fields.value(field)
                .map(YamlValue::fields)
                .ifPresent(
                        named ->
                                named.each(
                                        MAX_ENTRIES,
                                        (name, value) -> {
                                            check.check(name, named);
                                            text(name, value)
                                                    .ifPresent(text -> texts.put(name, text));
                                        }));
        return texts;
    }

    private static Optional<EnvironmentText> text(String name, YamlValue value) {
        Optional<String> plain = value.hidden();
        if (plain.isEmpty() || plain.get().length() > MAX_VALUE) {
            value.problem(
                    "must be a text (put it in quotes) of at most " + MAX_VALUE + " characters");
            return Optional.empty();
        }
        EnvironmentText text = new EnvironmentText(plain.get());
        if (text.isMalformed()) {
            value.problem("holds ${ that begins no reference; references are like ${API_KEY}");
        } else if (plain.get().chars().anyMatch(c -> c < ' ' && c != '\t')) {
            value.problem("must be one line");
        } else if (isSecret(name) && text.variables().isEmpty()) {
            value.problem(REFERENCE_RULE);
        }
        return Optional.of(text);
    }

    private static boolean isSecret(String name) {
        return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    private static void checkHeader(String name, YamlFields fields) {
        if (!HEADER.matcher(name).matches()) {
            fields.problemWithName(name, "is no name of a header");
        } else if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            fields.problemWithName(name, "is set by the executor itself");
        }
    }

    private static void checkVariable(String name, YamlFields fields) {
        if (!VARIABLE.matcher(name).matches()) {
            fields.problemWithName(name, "is no name of a variable");
        }
    }
}
