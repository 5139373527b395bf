package dev.millrace.eventruntime.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log what people and models wrote, if an operator has switched that on with {@code
 * MILLRACE_LOG_PROMPTS}; otherwise nothing.
 */
public final class PromptLog {

    /** The name of the logger, which is off unless prompts are shown. */
    public static final String LOGGER = "millrace.prompts";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int MOST_CHARACTERS = 2_000;

    private static volatile boolean on;

    private PromptLog() {}

    /** Whether texts may be in the log. */
    public static boolean isOn() {
        return on;
    }

    static void switchTo(boolean shown) {
        on = shown;
    }

    /**
     * Shows the beginning of a text.
     *
     * @param what what it is, such as {@code prompt}
     */
    public static void show(String what, String text) {
        if (on) {
            LOG.debug("{}: {}", what, cut(text));
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS)
                        + "… ("
                        + (text.length() - MOST_CHARACTERS)
                        + " more characters)";
    }
}
