package dev.millrace.quickstart.keys;

import dev.millrace.apikeys.KeyOrder;
import dev.millrace.quickstart.CommandFailure;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The API keys of an installation, as the HTTP API shows them. */
interface Keys extends AutoCloseable {

    /** Makes a key; the answer has the key itself. */
    JsonNode create(KeyOrder order) throws CommandFailure, InterruptedException;

    /** An array of all keys. */
    JsonNode list() throws CommandFailure, InterruptedException;

    /** Revokes a key; the answer is the key as it is now. */
    JsonNode revoke(String id) throws CommandFailure, InterruptedException;

    /** Makes a key in place of another; the answer has the key itself. */
    JsonNode rotate(String id, Duration grace) throws CommandFailure, InterruptedException;

    @Override
    void close();
}
