package dev.millrace.eventruntime;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;

/** Starts a service, so that whoever supervises it learns when another try is of no use. */
public final class ServiceStart {

    private ServiceStart() {}

    /**
     * Runs an application of Spring Boot; ends the process with {@link
     * ServiceExit#UNUSABLE_CONFIGURATION} when a key has a value that cannot be, or something
     * configured cannot work.
     *
     * @param unusable what is thrown when something configured cannot work
     */
    public static void run(
            Class<?> application, String[] arguments, Class<? extends Exception> unusable) {
        try {
            SpringApplication.run(application, arguments);
        } catch (RuntimeException e) {
            // Spring Boot can turn an exception into an exit code, but not before its context
            // works.
            if (isCausedBy(e, unusable)
                    || isCausedBy(e, ConfigurationPropertiesBindException.class)) {
                System.exit(ServiceExit.UNUSABLE_CONFIGURATION);
            }
            throw e;
        }
    }

    /** As the other, of a service with nothing but its keys to be wrong. */
    public static void run(Class<?> application, String[] arguments) {
        run(application, arguments, ConfigurationPropertiesBindException.class);
    }

    static boolean isCausedBy(Throwable failure, Class<? extends Exception> type) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
