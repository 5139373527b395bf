package dev.millrace.devstack.junit;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts Kafka, the registry and Elasticsearch once per test JVM, on free ports and empty, and
 * passes them to parameters of type {@link DevStack}. With {@code MILLRACE_TEST_STACK} set to the
 * {@code MILLRACE_HOME} of a running stack, that one is used.
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
        return parameter.getParameter().getType() == DevStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static DevStack stack(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(DevStack.class, _ -> start(), DevStack.class);
    }

    private static DevStack start() {
        Path checkout = Path.of(System.getProperty("millrace.checkout", "."));
        String running = System.getenv("MILLRACE_TEST_STACK");
        if (running != null && !running.isBlank()) {
            return DevStack.attach(new Installation(checkout, Path.of(running)));
        }
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
