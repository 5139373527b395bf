package dev.millrace.quickstart.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.KeyState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A recorded key in the form of the HTTP API. */
final class KeyJson {

    private KeyJson() {}

    static ObjectNode of(ApiKeyRecorded key) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("id", key.getKeyId());
        json.put("name", key.getName());
        json.put("tenant", key.getTenantId());
        json.put("user", key.getUserId());
        key.getRoles().forEach(json.putArray("roles")::add);
        json.put("state", KeyState.of(key, Instant.now()).text());
        json.put("createdAt", key.getCreatedAt().toString());
        json.put("createdBy", key.getCreatedBy());
        put(json, "expiresAt", key.getExpiresAt());
        put(json, "revokedAt", key.getRevokedAt());
        put(json, "replacedBy", key.getReplacedBy());
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value == null) {
            json.putNull(name);
        } else {
            json.put(name, value.toString());
        }
    }
}
