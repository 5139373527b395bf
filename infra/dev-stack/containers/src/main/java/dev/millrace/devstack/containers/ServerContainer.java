package dev.millrace.devstack.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import dev.millrace.devstack.HealthProbe;
import dev.millrace.devstack.StackFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** One server in a container. Its port is chosen by us, for it outlives a kill. */
record ServerContainer(GenericContainer<?> container, HealthProbe probe) {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final int KILL_SECONDS = 10;
    private static final long POLL_MILLIS = 200;

    static ServerContainer of(
            GenericContainer<?> container, int innerPort, int port, HealthProbe probe) {
        ServerContainer server = new ServerContainer(container, probe);
        container.setExposedPorts(List.of(innerPort));
        container.withCreateContainerCmdModifier(
                command ->
                        Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::new)
                                .withPortBindings(
                                        new PortBinding(
                                                Binding.bindPort(port),
                                                ExposedPort.tcp(innerPort))));
        container.waitingFor(server.waiting());
        return server;
    }

    /** Kills the process and starts it again in the same container, with the same files. */
    void kill() {
        DockerClient docker = container.getDockerClient();
        String id = container.getContainerId();
        docker.killContainerCmd(id).exec();
        docker.waitContainerCmd(id).start().awaitStatusCode(KILL_SECONDS, TimeUnit.SECONDS);
        docker.startContainerCmd(id).exec();
    }

    void pause() {
        container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
    }

    void resume() {
        container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
    }

    void awaitHealthy(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!healthy()) {
            if (System.nanoTime() - deadline > 0) {
                throw new StackFailedException(
                        container.getDockerImageName() + " was not healthy within " + timeout);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean healthy() {
        try {
            return probe.healthy();
        } catch (IOException _) {
            return false;
        }
    }

    private AbstractWaitStrategy waiting() {
        return new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {
                try {
                    awaitHealthy(START_TIMEOUT);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("Interrupted while a container started", e);
                }
            }
        };
    }
}
