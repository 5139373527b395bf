package dev.millrace.gateway.openai;

import dev.millrace.conversation.ToolNames;
import dev.millrace.gateway.submission.Conversation.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the tools that a caller runs, and which of them the model may or must call. */
final class ClientTools {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int MOST = 128;
    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";
    private static final Set<String> CHOICES = Set.of("auto", "none", "required");

    private ClientTools() {}

    /**
     * Reads tools.
     *
     * @param nested whether what a function is stands in a member of that name, as it does in chats
     * @param own the tools of the agent, which a caller's may not be mistaken for
     */
    static List<Tool> read(Field tools, boolean nested, List<String> own) {
        List<Field> items = tools.items();
        if (items.size() > MOST) {
            throw BadRequests.invalid(tools.path(), "must have at most " + MOST + " entries");
        }
        List<Tool> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Field item : items) {
            item.requireObject();
            if (!item.at("type").text().equals("function")) {
                throw BadRequests.unsupported(
                        item.at("type").path(), "must be function: the caller runs its tools");
            }
            Field function = nested ? item.at("function") : item;
            read.add(tool(function, names, own));
        }
        return List.copyOf(read);
    }

    private static Tool tool(Field function, Set<String> names, List<String> own) {
        Field name = function.at("name");
        if (!NAME.matcher(name.text()).matches()) {
            throw name.wrong("must have 1 to 64 letters, digits, _ and -");
        }
        if (!names.add(name.text())) {
            throw name.wrong("is the name of another tool too");
        }
        if (ToolNames.isTaken(own, name.text())) {
            throw name.wrong("is the name of a tool of the agent");
        }
        Field parameters = function.at("parameters");
        if (!parameters.isAbsent()) {
            parameters.requireObject();
        }
        return new Tool(
                name.text(),
                function.at("description").textOr(""),
                parameters.isAbsent() ? NO_PARAMETERS : parameters.node().toString(),
                function.at("strict").boolOr(false));
    }

    /** {@code auto}, {@code none}, {@code required} or {@code name:<tool>}. */
    static String choice(Field choice, boolean nested, List<Tool> tools) {
        if (choice.isAbsent()) {
            return "auto";
        }
        if (choice.isText()) {
            if (!CHOICES.contains(choice.text())) {
                throw choice.wrong("must be auto, none, required or a function");
            }
            if (choice.text().equals("required") && tools.isEmpty()) {
                throw choice.wrong("is required, but there are no tools");
            }
            return choice.text();
        }
        choice.requireObject();
        if (!choice.at("type").text().equals("function")) {
            throw BadRequests.unsupported(choice.at("type").path(), "must be function");
        }
        Field name = nested ? choice.at("function").at("name") : choice.at("name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name.text()))) {
            throw name.wrong("must be the name of one of the tools");
        }
        return "name:" + name.text();
    }
}
