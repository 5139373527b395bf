package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.KeyTable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sees to it that the last record of each key says all that its records say together: compaction
 * keeps that one alone, and the end of a key must not get lost with the others.
 *
 * <p>Used by the thread that reads the records.
 */
final class KeyRepairs {

    private final KeyTable table;
    private final KeyLog log;
    private final Map<String, ApiKeyRecorded> incomplete = new LinkedHashMap<>();

    KeyRepairs(KeyTable table, KeyLog log) {
        this.table = table;
        this.log = log;
    }

    /** Takes the next record of the log. */
    void take(ApiKeyRecorded recorded) {
        ApiKeyRecorded known = table.apply(recorded);
        if (known.equals(recorded)) {
            incomplete.remove(recorded.getKeyId());
        } else {
            incomplete.put(recorded.getKeyId(), known);
        }
    }

    /**
     * Writes what is missing, once the log was read to its end. What is written comes back as a
     * record; what fails is still missing the next time.
     */
    void repair() {
        incomplete.values().forEach(log::write);
        incomplete.clear();
    }
}
