package dev.millrace.devstack.containers;

import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ServerStack;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/** The servers in containers on the Docker of this machine. */
final class ContainerStack implements ServerStack {

    private final String host;
    private final Ports ports;
    private final Map<String, ServerContainer> servers;

    private ContainerStack(String host, Ports ports, Images images) {
        this.host = host;
        this.ports = ports;
        this.servers =
                Map.of(
                        Ports.KAFKA,
                        Containers.kafka(images.kafka(), host, ports.of(Ports.KAFKA)),
                        Ports.REGISTRY,
                        Containers.registry(images.registry(), host, ports.of(Ports.REGISTRY)),
                        Ports.ELASTICSEARCH,
                        Containers.elasticsearch(
                                images.elasticsearch(), host, ports.of(Ports.ELASTICSEARCH)));
    }

    static ContainerStack start(Images images) {
        String host = DockerClientFactory.instance().dockerHostIpAddress();
        ContainerStack stack = new ContainerStack(host, Ports.free(), images);
        try {
            Startables.deepStart(stack.containers()).join();
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    @Override
    public String bootstrapServers() {
        return host + ":" + ports.of(Ports.KAFKA);
    }

    @Override
    public String registryUrl() {
        return "http://" + host + ":" + ports.of(Ports.REGISTRY) + Containers.REGISTRY_API;
    }

    @Override
    public String elasticsearchUrl() {
        return "http://" + host + ":" + ports.of(Ports.ELASTICSEARCH);
    }

    @Override
    public void kill(String name) {
        server(name).kill();
    }

    @Override
    public void pause(String name) {
        server(name).pause();
    }

    @Override
    public void resume(String name) {
        server(name).resume();
    }

    private ServerContainer server(String name) {
        ServerContainer server = servers.get(name);
        if (server == null) {
            throw new IllegalArgumentException("No server is named " + name);
        }
        return server;
    }

    @Override
    public void awaitHealthy(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (ServerContainer server : servers.values()) {
            server.awaitHealthy(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    @Override
    public void close() {
        containers().parallel().forEach(GenericContainer::stop);
    }

    private Stream<GenericContainer<?>> containers() {
        return servers.values().stream().map(ServerContainer::container);
    }
}
