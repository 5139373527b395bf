package dev.millrace.quickstart.keys;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace keys rotate}. */
@Command(
        name = "rotate",
        description = "Makes a key in place of another, which goes on for a time of grace.",
        mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "As keys list tells.")
    private String id = "";

    @Option(
            names = "--grace",
            converter = TimeConverter.class,
            defaultValue = "1h",
            description = "How long the old key goes on (default: ${DEFAULT-VALUE}).")
    private Duration grace = Duration.ofHours(1);

    @Mixin private final KeysOptions options = new KeysOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.run(keys -> options.made(keys.rotate(id, grace)));
    }
}
