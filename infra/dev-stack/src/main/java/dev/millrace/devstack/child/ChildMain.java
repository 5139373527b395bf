package dev.millrace.devstack.child;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;

/**
 * Starts another main class in a process that ends with its supervisor: the supervisor holds the
 * other end of standard input, which the operating system closes however the supervisor dies.
 */
public final class ChildMain {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private ChildMain() {}

    /** Arguments: the main class, then its arguments. */
    public static void main(String[] arguments) throws Throwable {
        ignoreInterrupts();
        Thread.ofPlatform().daemon().name("supervisor-watch").start(ChildMain::watchSupervisor);
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void watchSupervisor() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever written; only the end matters.
            }
        } catch (IOException e) {
            System.err.println("Reading from the supervisor failed: " + e);
        }
        System.err.println("The supervisor is gone; stopping");
        Thread.ofPlatform().daemon().name("halt").start(ChildMain::haltAfterGrace);
        System.exit(0);
    }

    private static void haltAfterGrace() {
        try {
            Thread.sleep(GRACE);
        } catch (InterruptedException _) {
            // Shutting down all the sooner.
        }
        Runtime.getRuntime().halt(1);
    }

    /**
     * Ctrl-C reaches every process of the terminal at once; only the supervisor shall act on it, so
     * that it can stop its processes in order. By reflection, because the compiler warns of the
     * class without a way to accept it.
     */
    private static void ignoreInterrupts() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore =
                    Proxy.newProxyInstance(
                            ChildMain.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, _) -> null);
            for (String name : new String[] {"INT", "HUP"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(
                                null,
                                signal.getConstructor(String.class).newInstance(name),
                                ignore);
            }
        } catch (ReflectiveOperationException e) {
            System.err.println("Interrupts cannot be ignored here: " + e);
        }
    }
}
