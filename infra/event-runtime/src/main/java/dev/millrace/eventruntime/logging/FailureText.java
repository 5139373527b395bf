package dev.millrace.eventruntime.logging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a failure. Parsers, clients and serializers quote in their messages what
 * they were given, which may be what people wrote or a model said; so the message of an exception
 * is shown only if it is one of ours or known to speak of infrastructure. Its type always is.
 */
public final class FailureText {

    static final String HIDDEN = "(not shown)";

    private static final List<String> SAFE_PACKAGES =
            List.of(
                    "dev.millrace.",
                    "java.net.",
                    "javax.net.ssl.",
                    "java.security.",
                    "java.nio.channels.",
                    "java.nio.file.",
                    "java.util.concurrent.",
                    "org.apache.kafka.common.errors.",
                    "org.apache.kafka.common.config.",
                    "org.apache.kafka.clients.",
                    "org.rocksdb.",
                    "io.github.resilience4j.",
                    "org.springframework.beans.",
                    "org.springframework.boot.",
                    "org.springframework.context.");
    private static final Set<String> SAFE =
            Set.of(
                    "java.io.IOException",
                    "java.io.EOFException",
                    "java.io.FileNotFoundException",
                    "java.lang.ClassCastException",
                    "java.lang.IndexOutOfBoundsException",
                    "java.lang.InterruptedException",
                    "java.lang.NullPointerException",
                    "java.lang.OutOfMemoryError",
                    "java.lang.StackOverflowError",
                    "java.lang.NoClassDefFoundError",
                    "java.lang.ClassNotFoundException",
                    "org.apache.kafka.common.KafkaException",
                    "org.apache.kafka.streams.errors.InvalidStateStoreException",
                    "org.apache.kafka.streams.errors.LockException",
                    "org.apache.kafka.streams.errors.TaskCorruptedException",
                    "org.apache.kafka.streams.errors.TaskMigratedException");
    private static final Set<String> QUOTING =
            Set.of(
                    "java.net.URISyntaxException",
                    "java.net.MalformedURLException",
                    "org.apache.kafka.common.errors.SerializationException",
                    "org.apache.kafka.common.errors.RecordDeserializationException");

    /** Of the language itself: they say what whoever throws them has to say. */
    private static final Set<String> GENERAL =
            Set.of(
                    "java.io.UncheckedIOException",
                    "java.lang.IllegalArgumentException",
                    "java.lang.IllegalStateException",
                    "java.lang.RuntimeException",
                    "java.lang.UnsupportedOperationException");

    private static final int SHORTEST_QUOTE = 4;

    private FailureText() {}

    /** The type of a failure and what may be shown of its message. */
    public static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        String message = message(failure);
        String type = failure.getClass().getName();
        return message == null ? type : type + ": " + message;
    }

    /** What may be shown of a message; null if there is none. */
    public static @Nullable String message(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || PromptLog.isOn()) {
            return message;
        }
        return speaksOfInfrastructure(failure) ? withoutQuotes(message, failure) : HIDDEN;
    }

    private static boolean speaksOfInfrastructure(Throwable failure) {
        String type = failure.getClass().getName();
        if (GENERAL.contains(type)) {
            return isOfUs(failure);
        }
        return !(failure instanceof QuotesOthers)
                && !QUOTING.contains(type)
                && (SAFE.contains(type) || SAFE_PACKAGES.stream().anyMatch(type::startsWith));
    }

    private static boolean isOfUs(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return stack.length > 0
                && (stack[0].getClassName().startsWith("dev.millrace.")
                        || stack[0].getClassName().startsWith("org.apache.kafka.clients."));
    }

    /** Whoever passes a failure on often repeats its message. */
    private static String withoutQuotes(String message, Throwable failure) {
        String shown = message;
        for (Throwable cause : causes(failure)) {
            String quoted = cause.getMessage();
            if (quoted != null && !speaksOfInfrastructure(cause)) {
                shown = without(quoted, shown);
                shown = without(quoted.lines().findFirst().orElse(""), shown);
            }
        }
        return shown;
    }

    private static String without(String quoted, String text) {
        return quoted.length() < SHORTEST_QUOTE ? text : text.replace(quoted, HIDDEN);
    }

    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure.getCause();
                cause != null && seen.add(cause);
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
