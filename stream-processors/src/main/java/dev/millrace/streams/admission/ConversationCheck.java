package dev.millrace.streams.admission;

import dev.millrace.AssistantMessage;
import dev.millrace.Conversation;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.UserMessage;
import dev.millrace.conversation.ConversationLimits;
import dev.millrace.streams.conversation.ConversationSize;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is wrong with a conversation: a pure function of it and the limits. */
final class ConversationCheck {

    private final int maxUserCharacters;
    private final WishesCheck wishes = new WishesCheck();

    /**
     * @param maxUserCharacters the longest text of a user, in Unicode code points
     */
    ConversationCheck(int maxUserCharacters) {
        this.maxUserCharacters = maxUserCharacters;
    }

    /**
     * Notes all problems of a conversation.
     *
     * @param agentsTools the tools of the agent, which the caller's must not be confused with
     */
    void check(Conversation conversation, List<String> agentsTools, List<Problem> problems) {
        long bytes = ConversationSize.of(conversation);
        if (bytes > ConversationLimits.BYTES) {
            problems.add(
                    new Problem(
                            "conversation",
                            "may have at most "
                                    + ConversationLimits.BYTES
                                    + " bytes but has "
                                    + bytes
                                    + "; leave out what was said first"));
            return;
        }
        int messages = conversation.getEarlier().size() + conversation.getSince().size();
        if (messages > ConversationLimits.MESSAGES) {
            problems.add(
                    new Problem(
                            "conversation",
                            "may have at most "
                                    + ConversationLimits.MESSAGES
                                    + " messages but has "
                                    + messages));
            return;
        }
        checkMessages("conversation.earlier", conversation.getEarlier(), true, problems);
        checkMessages("conversation.since", conversation.getSince(), false, problems);
        new ClientToolsCheck(agentsTools).check(conversation, problems);
        wishes.check(conversation, problems);
    }

    private void checkMessages(
            String field, List<TurnMessage> messages, boolean ofUsers, List<Problem> problems) {
        Set<String> called = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            String place = field + "[" + i + "]";
            switch (messages.get(i).getMessage()) {
                case UserMessage said -> checkUser(place, said, ofUsers, problems);
                case AssistantMessage said ->
                        said.getToolCalls().stream().map(ToolCall::getId).forEach(called::add);
                case ToolMessage returned -> {
                    if (!called.contains(returned.getToolCallId())) {
                        problems.add(
                                new Problem(
                                        place + ".toolCallId",
                                        "answers no tool call of a message before it"));
                    }
                }
                default -> problems.add(new Problem(place, "is of no kind that is known"));
            }
        }
    }

    private void checkUser(
            String place, UserMessage said, boolean isAllowed, List<Problem> problems) {
        if (!isAllowed) {
            problems.add(
                    new Problem(
                            place, "must not be a user's; the last one of a user is the prompt"));
        }
        int characters = said.getText().codePointCount(0, said.getText().length());
        if (characters > maxUserCharacters) {
            problems.add(
                    new Problem(
                            place,
                            "may have at most "
                                    + maxUserCharacters
                                    + " characters but has "
                                    + characters));
        }
    }
}
