package dev.millrace.executor.work;

import java.util.Set;

/**
 * Which model it is.
 *
 * @param provider whose model it is, such as {@code openai}
 * @param name what the provider calls it
 */
public record ModelName(String provider, String name) {

    public static final String EXTRACTIVE = "extractive";
    public static final String IN_PROCESS = "in-process";

    private static final Set<String> OURS = Set.of(EXTRACTIVE, IN_PROCESS);

    /** Whether it computes in this process. */
    public boolean isInProcess() {
        return OURS.contains(provider);
    }
}
