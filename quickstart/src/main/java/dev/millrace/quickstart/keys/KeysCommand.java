package dev.millrace.quickstart.keys;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace keys}: makes, lists, revokes and replaces API keys. */
@Command(
        name = "keys",
        description = "Makes, lists, revokes and replaces API keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:usage"},
        subcommands = {
            CreateCommand.class,
            ListCommand.class,
            RevokeCommand.class,
            RotateCommand.class,
        })
public final class KeysCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
