package dev.millrace.eventruntime;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;

/** Starts a service, so that whoever supervises it learns when another try is of no use. */
public final class ServiceStart {

    private ServiceStart() {}

    /**
     * Runs an application of Spring Boot; ends the process with {@link
     * ServiceExit#UNUSABLE_CONFIGURATION} when that is why it cannot start.
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
            if (isCausedBy(e, unusable)) {
                System.exit(ServiceExit.UNUSABLE_CONFIGURATION);
            }
            throw e;
        }
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
