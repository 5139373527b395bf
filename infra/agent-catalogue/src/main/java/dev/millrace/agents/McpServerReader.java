package dev.millrace.agents;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a server of tools. */
final class McpServerReader {

    private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9_./-]{1,128}");
    private static final int MAX_TOOLS = 1_000;
    private static final int MAX_ARGUMENTS = 200;
    private static final int MAX_ARGUMENT = 4_096;

    private McpServerReader() {}

    static Optional<McpServer> read(String name, YamlValue value) {
        YamlFields fields = value.fields();
        Optional<YamlValue> command = fields.value("command");
        Optional<YamlValue> url = fields.value("url");
        Optional<McpServer.Transport> transport = Optional.empty();
        if (command.isPresent() == url.isPresent()) {
            value.problem("must have either command, to start it, or url, where it runs");
        } else if (command.isPresent()) {
            transport = command.flatMap(program -> stdio(program, fields));
        } else {
            transport = url.flatMap(address -> http(address, fields));
        }
        List<String> tools = tools(fields.list("tools", MAX_TOOLS));
        ToolLimits limits = ToolLimitsReader.mcp(fields);
        fields.end();
        return transport.map(found -> new McpServer(name, found, tools, limits));
    }

    private static Optional<McpServer.Transport> stdio(YamlValue program, YamlFields fields) {
        List<String> command = new ArrayList<>();
        program.text(MAX_ARGUMENT).filter(text -> isUsable(program, text)).ifPresent(command::add);
        for (YamlValue item : fields.list("args", MAX_ARGUMENTS)) {
            item.text(MAX_ARGUMENT).filter(text -> hasNoSecret(item, text)).ifPresent(command::add);
        }
        Map<String, EnvironmentText> environment = EnvironmentReader.variables(fields);
        return command.isEmpty()
                ? Optional.empty()
                : Optional.of(new McpServer.Stdio(command, environment));
    }

    private static boolean isUsable(YamlValue program, String text) {
        if (text.isBlank()) {
            program.problem("must be a program");
            return false;
        }
        return hasNoSecret(program, text);
    }

    /** Every user of a machine sees the arguments of its processes. */
    private static boolean hasNoSecret(YamlValue value, String text) {
        if (text.contains("${")) {
            value.problem("must hold no references to secrets; put them into env");
            return false;
        }
        return true;
    }

    private static Optional<McpServer.Transport> http(YamlValue address, YamlFields fields) {
        Optional<URI> uri =
                address.text(Urls.MAX_CHARACTERS).flatMap(text -> Urls.endpoint(address, text));
        Map<String, EnvironmentText> headers = EnvironmentReader.headers(fields);
        return uri.map(found -> new McpServer.StreamableHttp(found, headers));
    }

    private static List<String> tools(List<YamlValue> items) {
        Set<String> names = new LinkedHashSet<>();
        for (YamlValue item : items) {
            item.name(TOOL, "must be the name of a tool as the server calls it,")
                    .filter(name -> !names.add(name))
                    .ifPresent(_ -> item.problem("is in the list already"));
        }
        return List.copyOf(names);
    }
}
