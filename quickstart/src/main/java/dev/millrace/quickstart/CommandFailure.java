package dev.millrace.quickstart;

import picocli.CommandLine;

/** Something stands in the way of a command; the message is for the user. */
public final class CommandFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean badInput;

    /**
     * Tells what it is.
     *
     * @param badInput whether something else would have to be asked
     */
    public CommandFailure(String message, boolean badInput) {
        super(message);
        this.badInput = badInput;
    }

    /** What is said to the user. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** That of the command. */
    public int exitCode() {
        return badInput ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
