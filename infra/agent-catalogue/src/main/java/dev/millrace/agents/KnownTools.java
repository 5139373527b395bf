package dev.millrace.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tools that agents and permissions can name: built-in ones and those that are declared. */
final class KnownTools {

    private static final Pattern PATTERN = Pattern.compile("\\*|[A-Za-z0-9_./-]{1,200}\\*?");
    private static final String RULE =
            "must be a tool, such as calculator or server/tool, or the beginning of names with a"
                    + " star at its end, such as server/*,";

    /** Names of tools and, for servers that declare none, the pattern of all their tools. */
    private final List<ToolPattern> known = new ArrayList<>();

    private final Map<String, ToolDefinition> declared;

    KnownTools(Map<String, ToolDefinition> declared) {
        this.declared = Map.copyOf(declared);
        BuiltInTool.names().forEach(name -> known.add(new ToolPattern(name)));
        for (ToolDefinition tool : declared.values()) {
            switch (tool) {
                case HttpTool http -> known.add(new ToolPattern(http.name()));
                case McpServer server -> addToolsOf(server);
            }
        }
    }

    private void addToolsOf(McpServer server) {
        String prefix = server.name() + McpServer.SEPARATOR;
        if (server.tools().isEmpty()) {
            known.add(new ToolPattern(prefix + "*"));
        }
        server.tools().forEach(tool -> known.add(new ToolPattern(prefix + tool)));
    }

    /** The tools that a name or pattern stands for; none is a problem. */
    List<String> resolve(YamlValue value) {
        Optional<ToolPattern> pattern = value.name(PATTERN, RULE).map(ToolPattern::new);
        if (pattern.isEmpty()) {
            return List.of();
        }
        List<String> tools =
                known.stream()
                        .flatMap(tool -> tool.and(pattern.get()).stream())
                        .map(ToolPattern::text)
                        .toList();
        if (tools.isEmpty()) {
            value.problem(unknown(pattern.get()));
        }
        return tools;
    }

    private String unknown(ToolPattern pattern) {
        String quoted = Shown.quoted(pattern.text());
        if (pattern.isOpen()) {
            return "no tool's name begins like " + quoted;
        }
        if (declared.get(pattern.text()) instanceof McpServer) {
            return quoted + " is a server; write " + pattern.text() + "/* for all of its tools";
        }
        return "there is no tool " + quoted + "; declare it in config/tools.yml";
    }
}
