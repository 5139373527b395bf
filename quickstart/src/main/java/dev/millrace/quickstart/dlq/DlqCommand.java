package dev.millrace.quickstart.dlq;

import dev.millrace.quickstart.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace dlq}: shows dead letters and acts on them. */
@Command(
        name = "dlq",
        description = "Shows dead letters, redrives and drops them.",
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            SearchCommand.class,
            RedriveCommand.class,
            DropCommand.class,
        })
public final class DlqCommand extends CommandGroup {}
