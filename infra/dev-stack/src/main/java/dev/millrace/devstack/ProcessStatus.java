package dev.millrace.devstack;

import org.jspecify.annotations.Nullable;

/**
 * A process as seen at one moment.
 *
 * @param name its name
 * @param pid its process id, null while it does not run
 * @param port the port it listens on
 * @param health what its probe says
 * @param restarts how often it was started again after it died
 */
public record ProcessStatus(
        String name, @Nullable Long pid, int port, Health health, int restarts) {}
