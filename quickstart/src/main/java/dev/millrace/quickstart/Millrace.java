package dev.millrace.quickstart;

import dev.millrace.quickstart.ask.AskCommand;
import dev.millrace.quickstart.bench.BenchCommand;
import dev.millrace.quickstart.dlq.DlqCommand;
import dev.millrace.quickstart.keys.KeysCommand;
import dev.millrace.simulatedllm.SimulatedModel;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of Millrace: exit codes are 0 done, 1 failed, 2 usage. */
@Command(
        name = "millrace",
        description = "Runs AI agents in production as an event-driven pipeline on Kafka.",
        mixinStandardHelpOptions = true,
        version = "Millrace 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            TestCommand.class,
            AskCommand.class,
            DlqCommand.class,
            KeysCommand.class,
            SimulatedModel.class,
            BenchCommand.class,
        })
public final class Millrace implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private Millrace() {}

    /** Runs one command. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Millrace()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
