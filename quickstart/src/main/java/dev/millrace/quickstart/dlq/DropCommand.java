package dev.millrace.quickstart.dlq;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace dlq drop}. */
@Command(
        name = "drop",
        description =
                "Marks dead letters as done with; they stay where they are until they expire.",
        mixinStandardHelpOptions = true)
final class DropCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "topic:partition:offset, as dlq list tells.")
    private List<String> ids = List.of();

    @Option(names = "--json", description = "Prints a JSON array and nothing else.")
    private boolean json;

    @Mixin private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() throws InterruptedException {
        return LetterActions.each(
                gateway,
                ids,
                "drop",
                json,
                letter -> letter.path("id").asString("") + " is dropped.");
    }
}
