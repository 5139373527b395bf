package dev.millrace.quickstart.keys;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace keys list}. */
@Command(
        name = "list",
        description = "Lists the keys, never their secret parts.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @Mixin private final KeysOptions options = new KeysOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.run(keys -> print(keys.list()));
    }

    private void print(JsonNode keys) {
        if (options.isJson()) {
            options.out(keys.toString());
        } else if (keys.isEmpty()) {
            options.error("No keys.");
        } else {
            options.out(KeyLines.table(keys));
        }
    }
}
