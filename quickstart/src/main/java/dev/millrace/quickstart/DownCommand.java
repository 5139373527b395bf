package dev.millrace.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code millrace down}. */
@Command(
        name = "down",
        description = "Stops everything that 'up' started.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("down");
    }
}
