package dev.millrace.quickstart.keys;

import dev.millrace.apikeys.KeyOrder;
import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.gateway.GatewayClient;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys by way of the gateway, with the key of an admin. */
final class GatewayKeys implements Keys {

    private static final String PATH = "/v1/keys";
    private static final Pattern ID = Pattern.compile("[a-z2-7]{1,20}");
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final GatewayClient gateway;

    GatewayKeys(URI gateway, String key) {
        this.gateway =
                new GatewayClient(
                        gateway,
                        key,
                        ANSWER_TIMEOUT,
                        "Use that of an admin, or --direct on a machine that has the"
                                + " installation's secret.");
    }

    @Override
    public JsonNode create(KeyOrder order) throws CommandFailure, InterruptedException {
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
        return gateway.post(PATH, body);
    }

    @Override
    public JsonNode list() throws CommandFailure, InterruptedException {
        return gateway.get(PATH).path("keys");
    }

    @Override
    public JsonNode revoke(String id) throws CommandFailure, InterruptedException {
        return gateway.delete(path(id));
    }

    @Override
    public JsonNode rotate(String id, Duration grace) throws CommandFailure, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("grace", grace.toString());
        return gateway.post(path(id) + "/rotate", body);
    }

    private static String path(String id) throws CommandFailure {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailure(id + " is not the id of a key.", true);
        }
        return PATH + "/" + id;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
