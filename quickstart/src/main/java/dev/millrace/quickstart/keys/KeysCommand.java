package dev.millrace.quickstart.keys;

import dev.millrace.quickstart.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace keys}: makes, lists, revokes and replaces API keys. */
@Command(
        name = "keys",
        description = "Makes, lists, revokes and replaces API keys.",
        subcommands = {
            CreateCommand.class,
            ListCommand.class,
            RevokeCommand.class,
            RotateCommand.class,
        })
public final class KeysCommand extends CommandGroup {}
