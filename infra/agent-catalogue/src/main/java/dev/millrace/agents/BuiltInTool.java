package dev.millrace.agents;

import java.util.Arrays;
import java.util.List;

/** The tools that every executor has. */
public enum BuiltInTool {
    CALCULATOR("calculator"),
    CURRENT_TIME("current_time"),
    SEARCH_DOCUMENTS("search_documents");

    private final String id;

    BuiltInTool(String id) {
        this.id = id;
    }

    /** The name in agents, permissions and events. */
    public String id() {
        return id;
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(BuiltInTool::id).toList();
    }
}
