package dev.millrace.conversation;

/** How long a conversation may be: it is kept with its task, in a store. */
public final class ConversationLimits {

    /** The most bytes, as {@link ConversationBytes} counts them. */
    public static final long BYTES = 256 * 1024;

    /** The most messages, the prompt and instructions aside. */
    public static final int MESSAGES = 2_000;

    private ConversationLimits() {}
}
