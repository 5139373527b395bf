package dev.millrace.quickstart.dlq;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace dlq search}. */
@Command(
        name = "search",
        description = "Lists the dead letters that contain a text, in key, task, message or value.",
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TEXT", description = "The text, in whatever case.")
    private String text = "";

    @Mixin private final GatewayOptions gateway = new GatewayOptions();
    @Mixin private final FilterOptions filter = new FilterOptions();
    @Mixin private final ListCommand.ListOptions list = new ListCommand.ListOptions();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> fields = filter.fields();
        fields.put("q", text);
        return list.print(gateway, fields);
    }
}
