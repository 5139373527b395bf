package dev.millrace.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code millrace up}. */
@Command(
        name = "up",
        description = "Starts the servers and services and keeps them running.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("up");
    }
}
