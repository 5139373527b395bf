package dev.millrace.devstack.containers;

import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.ServerStackProvider;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/** Gives tests their servers as containers where there is Docker, and says which they are. */
public final class ContainerStackProvider implements ServerStackProvider {

    /** Used by {@link java.util.ServiceLoader}. */
    public ContainerStackProvider() {}

    @Override
    public Optional<ServerStack> start(Path checkout) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            System.err.println(
                    "Testcontainers: no Docker was found, so the tests use the development stack");
            return Optional.empty();
        }
        Images images = Images.of(checkout);
        System.err.println("Testcontainers: the tests use " + String.join(", ", images.all()));
        return Optional.of(ContainerStack.start(images));
    }
}
