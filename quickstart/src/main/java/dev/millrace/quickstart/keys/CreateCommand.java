package dev.millrace.quickstart.keys;

import dev.millrace.apikeys.KeyOrder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace keys create}. */
@Command(
        name = "create",
        description = "Makes a key and shows it, this once.",
        mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {

    @Option(
            names = "--roles",
            required = true,
            split = ",",
            description = "submitter, viewer, operator, admin, and names for tools.")
    private Set<String> roles = Set.of();

    @Option(
            names = "--tenant",
            defaultValue = "",
            description = "Whose tasks it opens (default: yours; dev on Kafka itself).")
    private String tenant = "";

    @Option(names = "--name", defaultValue = "", description = "What people call it.")
    private String name = "";

    @Option(names = "--user", defaultValue = "", description = "On whose behalf its tasks run.")
    private String user = "";

    @Option(
            names = "--expires-in",
            converter = TimeConverter.class,
            description = "How long it opens anything, such as 90d or 12h (default: no end).")
    private @Nullable Duration expiresIn;

    @Mixin private final KeysOptions options = new KeysOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.run(
                keys ->
                        options.made(
                                keys.create(new KeyOrder(name, tenant, user, roles, expiresIn))));
    }
}
