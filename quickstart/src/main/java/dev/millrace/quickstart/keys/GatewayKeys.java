package dev.millrace.quickstart.keys;

import dev.millrace.apikeys.KeyOrder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys by way of the gateway, with the key of an admin. */
final class GatewayKeys implements Keys {

    private static final String PATH = "/v1/keys";
    private static final Pattern ID = Pattern.compile("[a-z2-7]{1,20}");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_PROBLEM = 300;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
    private final URI gateway;
    private final String key;

    GatewayKeys(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    @Override
    public JsonNode create(KeyOrder order) throws KeysFailure, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("name", order.name());
        if (!order.tenant().isBlank()) {
            body.put("tenant", order.tenant());
        }
        body.put("user", order.user());
        order.roles().stream().sorted().forEach(body.putArray("roles")::add);
        Duration life = order.expiresIn();
        if (life != null) {
            body.put("expiresIn", life.toString());
        }
        return send("POST", PATH, BodyPublishers.ofString(body.toString()));
    }

    @Override
    public JsonNode list() throws KeysFailure, InterruptedException {
        return send("GET", PATH, BodyPublishers.noBody()).path("keys");
    }

    @Override
    public JsonNode revoke(String id) throws KeysFailure, InterruptedException {
        return send("DELETE", path(id), BodyPublishers.noBody());
    }

    @Override
    public JsonNode rotate(String id, Duration grace) throws KeysFailure, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("grace", grace.toString());
        return send("POST", path(id) + "/rotate", BodyPublishers.ofString(body.toString()));
    }

    private static String path(String id) throws KeysFailure {
        if (!ID.matcher(id).matches()) {
            throw new KeysFailure(id + " is not the id of a key.", true);
        }
        return PATH + "/" + id;
    }

    private JsonNode send(String method, String path, BodyPublisher body)
            throws KeysFailure, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(ANSWER_TIMEOUT)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new KeysFailure("Millrace does not answer at " + gateway + ".", false);
        }
        if (response.statusCode() >= FIRST_PROBLEM) {
            throw refused(response);
        }
        return json(response);
    }

    private static KeysFailure refused(HttpResponse<String> response) throws KeysFailure {
        int status = response.statusCode();
        if (status == UNAUTHORIZED) {
            return new KeysFailure(
                    "The gateway does not accept the key. Use that of an admin, or --direct on a"
                            + " machine that has the installation's secret.",
                    false);
        }
        JsonNode problem = json(response);
        StringBuilder text =
                new StringBuilder("The gateway says %d: ".formatted(status))
                        .append(problem.path("detail").asString("(no explanation)"));
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ")
                    .append(error.path("field").asString(""))
                    .append(": ")
                    .append(error.path("message").asString(""));
        }
        return new KeysFailure(text.toString(), status == 400 || status == 422);
    }

    private static JsonNode json(HttpResponse<String> response) throws KeysFailure {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException _) {
            throw new KeysFailure(
                    "What answers at %s is not Millrace.".formatted(response.uri()), false);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
