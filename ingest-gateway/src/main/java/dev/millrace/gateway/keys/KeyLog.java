package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;

/** Where keys are written down for all instances. */
public interface KeyLog {

    /** Writes down how a key is from now on; returns once that cannot be lost. */
    void write(ApiKeyRecorded key);
}
