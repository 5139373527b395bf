package dev.millrace.agents;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the tools that an installation declares. */
final class ToolsReader {

    /** Two underscores join server and tool where a model allows no slash. */
    private static final Pattern TOOL_NAME = Pattern.compile("(?!.*__)[A-Za-z0-9_-]{1,64}");

    private static final Pattern SERVER_NAME = Pattern.compile("[A-Za-z0-9-]{1,32}");
    private static final int MAX_TOOLS = 1_000;

    private final Map<String, ToolDefinition> tools = new LinkedHashMap<>();

    Map<String, ToolDefinition> read(YamlValue file) {
        YamlFields fields = file.fields();
        fields.value("http").map(YamlValue::fields).ifPresent(this::readHttpTools);
        fields.value("mcp").map(YamlValue::fields).ifPresent(this::readServers);
        fields.end();
        return tools;
    }

    private void readHttpTools(YamlFields named) {
        named.each(
                MAX_TOOLS,
                (name, tool) -> {
                    if (!TOOL_NAME.matcher(name).matches()) {
                        named.problemWithName(
                                name,
                                "the name of a tool has at most 64 letters, digits, _ and -, and"
                                        + " no two _ in a row");
                    }
                    checkFree(name, named);
                    HttpToolReader.read(name, tool).ifPresent(read -> tools.put(name, read));
                });
    }

    private void readServers(YamlFields named) {
        named.each(
                MAX_TOOLS,
                (name, server) -> {
                    if (!SERVER_NAME.matcher(name).matches()) {
                        named.problemWithName(
                                name, "the name of a server has at most 32 letters, digits and -");
                    }
                    checkFree(name, named);
                    Optional<McpServer> read = McpServerReader.read(name, server);
                    read.ifPresent(found -> tools.put(name, found));
                });
    }

    private void checkFree(String name, YamlFields named) {
        if (BuiltInTool.names().contains(name)) {
            named.problemWithName(name, "is the name of a built-in tool; choose another");
        } else if (tools.containsKey(name)) {
            named.problemWithName(name, "is the name of another tool; choose a different one");
        }
    }
}
