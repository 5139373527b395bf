package dev.millrace.agents;

/** A tool, or a server of tools, that an installation declares. */
public sealed interface ToolDefinition permits HttpTool, McpServer {

    /** Names it in agents and permissions. The tools of a server are {@code name/tool}. */
    String name();

    /** How it may be called; of a server: all its tools together. */
    ToolLimits limits();
}
