package dev.millrace.gateway.backlog;

/**
 * A partition in which work of a lane waits.
 *
 * @param lane whose consumer group reads it
 * @param topic its topic
 * @param partition its number
 */
record Place(Lane lane, String topic, int partition) {}
