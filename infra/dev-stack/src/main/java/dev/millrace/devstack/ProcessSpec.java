package dev.millrace.devstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to start one process and know that it is well.
 *
 * @param name its name in messages and {@code status}
 * @param port the port it listens on
 * @param portVariable the environment variable that moves the port
 * @param command program and arguments
 * @param environment variables added to the inherited ones
 * @param workingDirectory the folder it runs in
 * @param logFile where its output is appended
 * @param probe tells when it is healthy
 * @param dependencies names of processes that are stopped after it
 * @param waitsForDependencies whether it is started only when they are healthy
 * @param stopGrace how long it may take to end before it is killed
 */
public record ProcessSpec(
        String name,
        int port,
        String portVariable,
        List<String> command,
        Map<String, String> environment,
        Path workingDirectory,
        Path logFile,
        HealthProbe probe,
        Set<String> dependencies,
        boolean waitsForDependencies,
        Duration stopGrace) {

    /** Copies the collections. */
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        dependencies = Set.copyOf(dependencies);
    }
}
