package dev.millrace.quickstart.dlq;

import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.gateway.GatewayClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace dlq redrive}. */
@Command(
        name = "redrive",
        description = {
            "Sends dead letters on their way again: a record to its topic, a failed task as a new"
                    + " one.",
            "Name them, or take all open ones of a filter with --all."
        },
        mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {

    private static final long POLL_MS = 500;

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "topic:partition:offset, as dlq list tells.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All open letters that the filter lets through.")
    private boolean all;

    @Option(names = "--rate", description = "The most letters a second, with --all (default: 10).")
    private @Nullable Double rate;

    @Option(
            names = "--limit",
            description = "The most letters in all, the latest ones, with --all (default: 1000).")
    private @Nullable Integer limit;

    @Option(
            names = {"-q", "--search"},
            description = "A text that they contain, with --all.")
    private @Nullable String text;

    @Option(names = "--json", description = "Prints JSON and nothing else.")
    private boolean json;

    @Mixin private final GatewayOptions gateway = new GatewayOptions();
    @Mixin private final FilterOptions filter = new FilterOptions();

    @Override
    public Integer call() throws InterruptedException {
        if (all == !ids.isEmpty()) {
            throw gateway.usage("Name dead letters, or take --all.");
        }
        if (all) {
            return gateway.run(
                    client -> follow(client, client.post(LetterList.PATH + "/redrive", order())));
        }
        if (rate != null || limit != null || text != null || !filter.fields().isEmpty()) {
            throw gateway.usage("Filter, --rate, --limit and --search go with --all.");
        }
        return LetterActions.each(gateway, ids, "redrive", json, RedriveCommand::told);
    }

    private ObjectNode order() {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        filter.fields().forEach(order::put);
        if (text != null) {
            order.put("q", text);
        }
        if (rate != null) {
            order.put("ratePerSecond", rate);
        }
        if (limit != null) {
            order.put("limit", limit);
        }
        return order;
    }

    private int follow(GatewayClient client, JsonNode started)
            throws CommandFailure, InterruptedException {
        String path = LetterList.PATH + "/redrives/" + started.path("id").asString("");
        JsonNode job = started;
        String before = "";
        while (job.path("state").asString("").equals("running")) {
            Thread.sleep(POLL_MS);
            job = client.get(path);
            String now = progress(job);
            if (!now.equals(before)) {
                gateway.error(now);
                before = now;
            }
        }
        if (json) {
            gateway.out(job.toString());
        }
        String problem = job.path("problem").asString("");
        if (!problem.isEmpty()) {
            gateway.error(problem);
        }
        boolean done =
                job.path("state").asString("").equals("completed")
                        && job.path("refused").asInt(0) == 0;
        return done ? 0 : 1;
    }

    private static String progress(JsonNode job) {
        int refused = job.path("refused").asInt(0);
        return "%d of %d redriven%s"
                .formatted(
                        job.path("redriven").asInt(0),
                        job.path("found").asInt(0),
                        refused == 0 ? "" : ", %d refused".formatted(refused));
    }

    private static String told(JsonNode letter) {
        String task = letter.path("redrivenAs").asString("");
        return letter.path("id").asString("")
                + (task.isEmpty() ? " is back on its topic." : " runs again as task " + task + ".");
    }
}
