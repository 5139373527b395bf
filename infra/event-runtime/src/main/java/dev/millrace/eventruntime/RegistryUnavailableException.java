package dev.millrace.eventruntime;

/**
 * The schema registry could not be asked: unreachable, timed out, overloaded or refusing us. The
 * record is not to blame and is never a dead letter; try again later.
 */
public final class RegistryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether an exception, or one of its causes, says that the registry could not be asked. */
    public static boolean isCauseOf(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }
}
