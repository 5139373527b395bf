package dev.millrace.eventruntime.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A failure whose messages are those that {@link FailureText} shows. */
final class ShownFailure implements IThrowableProxy {

    private final IThrowableProxy shown;

    ShownFailure(IThrowableProxy shown) {
        this.shown = shown;
    }

    @Override
    public @Nullable String getMessage() {
        if (shown instanceof ThrowableProxy proxy) {
            return FailureText.message(proxy.getThrowable());
        }
        return shown.getMessage() == null ? null : FailureText.HIDDEN;
    }

    /** What a failure makes of itself may hold anything. */
    @Override
    public @Nullable String getOverridingMessage() {
        return null;
    }

    @Override
    public String getClassName() {
        return shown.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return shown.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return shown.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        IThrowableProxy cause = shown.getCause();
        return cause == null ? null : new ShownFailure(cause);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        IThrowableProxy[] suppressed = shown.getSuppressed();
        return suppressed == null
                ? new IThrowableProxy[0]
                : Arrays.stream(suppressed).map(ShownFailure::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
        return shown.isCyclic();
    }
}
