package dev.millrace.quickstart.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.AuditRecorded;
import dev.millrace.apikeys.ApiKey;
import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.KeyOrder;
import dev.millrace.apikeys.KeyRecords;
import dev.millrace.apikeys.KeyState;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.apikeys.SecretPlace;
import dev.millrace.quickstart.CommandFailure;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Keys straight on Kafka, with the secret of the installation: for whoever runs it, also before
 * there is any key.
 */
final class KafkaKeys implements Keys {

    /** The tenant of the development key, whose tasks a new one should see. */
    private static final String TENANT = "dev";

    private final KeyTopic topic;
    private final SecretPlace secret;
    private final String actor;

    KafkaKeys(KeyTopic topic, SecretPlace secret, String actor) {
        this.topic = topic;
        this.secret = secret;
        this.actor = actor;
    }

    @Override
    public JsonNode create(KeyOrder wanted) throws CommandFailure, InterruptedException {
        KeyOrder order =
                wanted.tenant().isBlank()
                        ? new KeyOrder(
                                wanted.name(),
                                TENANT,
                                wanted.user(),
                                wanted.roles(),
                                wanted.expiresIn())
                        : wanted;
        Map<String, String> errors = order.errors();
        if (!errors.isEmpty()) {
            throw new CommandFailure("This is not a key that could be made: " + errors, true);
        }
        ApiKey key = ApiKey.generate(new SecureRandom());
        ApiKeyRecorded made = KeyRecords.made(key, order, secretForNewKey(), actor, Instant.now());
        change("key.create", made, Map.of("roles", String.join(",", made.getRoles())), made);
        return KeyJson.of(made).put("key", key.text());
    }

    @Override
    public JsonNode list() throws CommandFailure {
        ArrayNode keys = JsonMapper.shared().createArrayNode();
        topic.read().all().stream().map(KeyJson::of).forEach(keys::add);
        return keys;
    }

    @Override
    public JsonNode revoke(String id) throws CommandFailure, InterruptedException {
        ApiKeyRecorded key = find(id);
        if (KeyState.of(key, Instant.now()) == KeyState.REVOKED) {
            note("key.revoke", "ok", key, Map.of("was", "revoked"));
            return KeyJson.of(key);
        }
        ApiKeyRecorded revoked = KeyRecords.revoked(key, Instant.now());
        change("key.revoke", revoked, Map.of(), revoked);
        return KeyJson.of(revoked);
    }

    @Override
    public JsonNode rotate(String id, Duration grace) throws CommandFailure, InterruptedException {
        ApiKeyRecorded old = find(id);
        Instant now = Instant.now();
        KeyState state = KeyState.of(old, now);
        if (state != KeyState.ACTIVE) {
            throw new CommandFailure("The key is " + state.text() + " already.", false);
        }
        ApiKey key = ApiKey.generate(new SecureRandom());
        ApiKeyRecorded successor = KeyRecords.successor(key, old, secretForNewKey(), actor, now);
        change(
                "key.rotate",
                old,
                Map.of("newKeyId", key.id()),
                successor,
                KeyRecords.replaced(old, key.id(), now.plus(grace)));
        return KeyJson.of(successor).put("key", key.text());
    }

    /** Made for the first key only: a key under another secret would open nothing anywhere. */
    private InstallationSecret secretForNewKey() throws CommandFailure {
        KeyTable keys = topic.read();
        if (keys.isEmpty()) {
            return secret.findOrMake();
        }
        return secret.find()
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        "There are keys, but not the secret that they were made"
                                                + " with. Put it into MILLRACE_KEY_SECRET, or let"
                                                + " MILLRACE_KEY_SECRET_FILE name its file.",
                                        false));
    }

    private ApiKeyRecorded find(String id) throws CommandFailure {
        return topic.read()
                .find(id)
                .orElseThrow(() -> new CommandFailure("There is no key " + id + ".", false));
    }

    /** Nothing is done that is not written down before. */
    private void change(
            String action,
            ApiKeyRecorded key,
            Map<String, String> details,
            ApiKeyRecorded... records)
            throws CommandFailure, InterruptedException {
        note(action, "ok", key, details);
        try {
            for (ApiKeyRecorded recorded : records) {
                topic.write(recorded);
            }
        } catch (CommandFailure e) {
            noteFailure(action, key, details, e);
            throw e;
        }
    }

    private void noteFailure(
            String action, ApiKeyRecorded key, Map<String, String> details, CommandFailure failure)
            throws InterruptedException {
        try {
            note(action, "failed", key, details);
        } catch (CommandFailure e) {
            failure.addSuppressed(e);
        }
    }

    private void note(
            String action, String outcome, ApiKeyRecorded key, Map<String, String> details)
            throws CommandFailure, InterruptedException {
        topic.write(
                AuditRecorded.newBuilder()
                        .setId(UUID.randomUUID().toString())
                        .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                        .setActor(actor)
                        .setTenantId(key.getTenantId())
                        .setAction(action)
                        .setTarget(key.getKeyId())
                        .setOutcome(outcome)
                        .setDetails(details)
                        .build());
    }

    @Override
    public void close() {
        topic.close();
    }
}
