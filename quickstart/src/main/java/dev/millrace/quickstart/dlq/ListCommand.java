package dev.millrace.quickstart.dlq;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace dlq list}. */
@Command(
        name = "list",
        description = "Lists dead letters, newest first.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @Mixin private final GatewayOptions gateway = new GatewayOptions();
    @Mixin private final FilterOptions filter = new FilterOptions();
    @Mixin private final ListOptions list = new ListOptions();

    @Override
    public Integer call() throws InterruptedException {
        return list.print(gateway, filter.fields());
    }

    /** How many letters are listed, and how. */
    static final class ListOptions {

        private static final int MAX_LIMIT = 50_000;

        @Option(names = "--status", description = "open, redriven or dropped.")
        private @Nullable String status;

        @Option(
                names = "--limit",
                defaultValue = "50",
                description = "The most letters (default: ${DEFAULT-VALUE}).")
        private int limit;

        @Option(names = "--json", description = "Prints a JSON array and nothing else.")
        private boolean json;

        int print(GatewayOptions gateway, Map<String, String> filter) throws InterruptedException {
            if (limit < 1 || limit > MAX_LIMIT) {
                throw gateway.usage("--limit must be from 1 to " + MAX_LIMIT + ".");
            }
            if (status != null) {
                filter.put("status", status);
            }
            return gateway.run(client -> print(gateway, LetterList.fetch(client, filter, limit)));
        }

        private int print(GatewayOptions gateway, LetterList.Found found) {
            if (json) {
                gateway.out(found.letters().toString());
            } else if (found.letters().isEmpty()) {
                gateway.error("No dead letters.");
            } else {
                gateway.out(LetterTable.render(found.letters()));
            }
            if (found.more()) {
                gateway.error("There are more; --limit shows them.");
            }
            return 0;
        }
    }
}
