package dev.millrace.executor.tools.http;

import dev.millrace.agents.EnvironmentText;
import dev.millrace.agents.EnvironmentText.Environment;
import dev.millrace.executor.tools.SecretTexts;
import dev.millrace.executor.work.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The headers of a tool's requests.
 *
 * <p>Those with secrets in them go to the origin of the tool and nowhere else.
 */
final class ToolHeaders {

    private final Map<String, String> plain = new HashMap<>();
    private final Map<String, String> secret = new HashMap<>();
    private final List<String> secrets = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    ToolHeaders(Map<String, EnvironmentText> declared, Environment environment) {
        declared.forEach(
                (name, value) -> {
                    missing.addAll(value.missing(environment));
                    if (!value.missing(environment).isEmpty()) {
                        return;
                    }
                    boolean isSecret = !value.variables().isEmpty();
                    (isSecret ? secret : plain).put(name, value.resolve(environment));
                    value.variables().stream()
                            .map(environment::get)
                            .map(String::valueOf)
                            .forEach(secrets::add);
                });
    }

    /** The variables of the environment that are not set. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    boolean areComplete() {
        return missing.isEmpty();
    }

    SecretTexts secrets() {
        return new SecretTexts(secrets);
    }

    /**
     * @param isOrigin whether they go where the tool was declared to ask
     */
    Map<String, String> of(ToolCall call, boolean isOrigin) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json, text/*;q=0.9, */*;q=0.1");
        headers.put("Idempotency-Key", printable(call.idempotencyKey()));
        headers.putAll(plain);
        if (isOrigin) {
            headers.putAll(secret);
        }
        return headers;
    }

    /** Task ids are the caller's; a character that HTTP forbids must not break the call. */
    private static String printable(String value) {
        return value.codePoints()
                .map(c -> c > 0x20 && c < 0x7f ? c : '_')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
