package dev.millrace.devstack.junit;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ServerStack;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts Kafka, the registry and Elasticsearch once per test JVM, on free ports and empty, and
 * passes them to parameters of type {@link ServerStack}. With {@code MILLRACE_TEST_STACK} set to
 * the {@code MILLRACE_HOME} of a running stack, that one is used; otherwise a {@link
 * ServerStackProvider} on the class path starts them, and without one the development stack, which
 * is also passed as {@link DevStack}.
 */
public final class DevStackExtension implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(DevStackExtension.class);

    /** Used by JUnit. */
    public DevStackExtension() {}

    /** Starts the stack before the first test, so that no test's own time limit pays for it. */
    @Override
    public void beforeAll(ExtensionContext context) {
        stack(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ServerStack.class
                || (type == DevStack.class && stack(context) instanceof DevStack);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static ServerStack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(ServerStack.class, _ -> start(), ServerStack.class);
    }

    private static ServerStack start() {
        Path checkout = Path.of(System.getProperty("millrace.checkout", "."));
        String running = System.getenv("MILLRACE_TEST_STACK");
        if (running != null && !running.isBlank()) {
            return DevStack.attach(new Installation(checkout, Path.of(running)));
        }
        return ServiceLoader.load(ServerStackProvider.class)
                .findFirst()
                .flatMap(provider -> provider.start(checkout))
                .orElseGet(() -> startProcesses(checkout));
    }

    private static ServerStack startProcesses(Path checkout) {
        Path home = Path.of(System.getProperty("basedir", "."), "target", "test-stack");
        Installation installation = new Installation(checkout, home);
        DevStack.delete(installation.allData());
        try {
            return DevStack.start(checkout, home, Ports.free());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the stack started", e);
        }
    }
}
