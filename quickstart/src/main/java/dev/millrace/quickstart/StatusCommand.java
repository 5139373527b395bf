package dev.millrace.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code millrace status}. */
@Command(
        name = "status",
        description = "Shows each server and service.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("status");
    }
}
