package dev.millrace.streams.admission;

import dev.millrace.TaskRequested;

/**
 * A request and where it was found.
 *
 * @param tenantId its tenant, or the default one when it names none
 */
record FoundRequest(Origin origin, String tenantId, TaskRequested request) {}
