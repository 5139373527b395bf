package dev.millrace.quickstart.dlq;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace dlq show}. */
@Command(
        name = "show",
        description = "Shows a dead letter with its headers and its value.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "topic:partition:offset, as dlq list tells.")
    private String id = "";

    @Option(names = "--json", description = "Prints JSON and nothing else.")
    private boolean json;

    @Mixin private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() throws InterruptedException {
        return gateway.run(
                client -> {
                    JsonNode letter = client.get(Ids.path(gateway, id));
                    gateway.out(json ? letter.toString() : text(letter));
                    return 0;
                });
    }

    private static String text(JsonNode letter) {
        StringBuilder text = new StringBuilder();
        letter.properties()
                .forEach(
                        field -> {
                            if (!field.getKey().equals("headers")
                                    && !field.getKey().equals("value")) {
                                text.append(
                                        "%-16s %s\n"
                                                .formatted(
                                                        field.getKey(),
                                                        field.getValue().asString("-")));
                            }
                        });
        letter.path("headers")
                .forEach(
                        header ->
                                text.append(
                                        "header           %s: %s\n"
                                                .formatted(
                                                        header.path("name").asString(""),
                                                        header.path("value").asString(""))));
        return text.append(letter.path("value").toPrettyString()).toString();
    }
}
