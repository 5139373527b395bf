package dev.millrace.quickstart.keys;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code millrace keys revoke}. */
@Command(
        name = "revoke",
        description = "Lets keys open nothing any more, everywhere within seconds.",
        mixinStandardHelpOptions = true)
final class RevokeCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "ID", description = "As keys list tells.")
    private List<String> ids = List.of();

    @Mixin private final KeysOptions options = new KeysOptions();

    @Override
    public Integer call() throws InterruptedException {
        return options.run(
                keys -> {
                    ArrayNode revoked = JsonMapper.shared().createArrayNode();
                    for (String id : ids) {
                        revoked.add(keys.revoke(id));
                        if (!options.isJson()) {
                            options.out(id + " is revoked.");
                        }
                    }
                    if (options.isJson()) {
                        options.out(revoked.toString());
                    }
                });
    }
}
