package dev.millrace.streams.admission;

import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.agents.ToolPattern;
import dev.millrace.conversation.ToolNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what is wrong with the tools that a caller declares. */
final class ClientToolsCheck {

    static final int MAX_TOOLS = 128;

    /** What every provider takes. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final Set<String> CHOICES = Set.of("auto", "none", "required");
    private static final String CHOICE_OF_NAME = "name:";

    private final List<String> agentsTools;

    ClientToolsCheck(List<String> agentsTools) {
        this.agentsTools = agentsTools;
    }

    void check(Conversation conversation, List<Problem> problems) {
        List<ClientTool> tools = conversation.getTools();
        if (tools.size() > MAX_TOOLS) {
            problems.add(
                    new Problem(
                            "conversation.tools",
                            "there may be at most "
                                    + MAX_TOOLS
                                    + " but there are "
                                    + tools.size()));
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            String place = "conversation.tools[" + i + "]";
            checkName(place, tools.get(i).getName(), names, problems);
            if (!JsonTexts.isObject(tools.get(i).getParameters())) {
                problems.add(
                        new Problem(place + ".parameters", "must be a JSON schema, an object"));
            }
        }
        checkChoice(conversation.getToolChoice(), names, problems);
    }

    private void checkName(String place, String name, Set<String> names, List<Problem> problems) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    new Problem(
                            place + ".name",
                            "may have at most 64 letters, digits, _ and - but is "
                                    + RequestCheck.quoted(name)));
        } else if (!names.add(name)) {
            problems.add(new Problem(place + ".name", "is there twice: " + name));
        } else if (ToolNames.isTaken(agentsTools, name)) {
            problems.add(
                    new Problem(
                            place + ".name",
                            "is that of a tool of the agent, " + name + "; choose another"));
        }
    }

    private void checkChoice(String choice, Set<String> names, List<Problem> problems) {
        boolean isNamed =
                choice.startsWith(CHOICE_OF_NAME)
                        && isKnown(choice.substring(CHOICE_OF_NAME.length()), names);
        if (!isNamed && !CHOICES.contains(choice)) {
            problems.add(
                    new Problem(
                            "conversation.toolChoice",
                            "must be auto, none, required or name: and the name of a tool that"
                                    + " there is, but is "
                                    + RequestCheck.quoted(choice)));
        }
    }

    private boolean isKnown(String tool, Set<String> names) {
        return names.contains(tool) || ToolPattern.anyMatches(agentsTools, tool);
    }
}
