package dev.millrace.quickstart.dlq;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace dlq}: shows dead letters and acts on them. */
@Command(
        name = "dlq",
        description = "Shows dead letters, redrives and drops them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:usage"},
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            SearchCommand.class,
            RedriveCommand.class,
            DropCommand.class,
        })
public final class DlqCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
