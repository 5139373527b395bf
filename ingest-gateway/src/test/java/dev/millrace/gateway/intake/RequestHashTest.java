package dev.millrace.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.Message;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.gateway.submission.Conversation.Wishes;
import dev.millrace.gateway.submission.SubmissionRules;
import dev.millrace.gateway.submission.TaskPriority;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestHashTest {

    @Test
    void whoSaidSomethingMakesADifference() {
        assertThat(earlier(new UserSaid("x")))
                .isNotEqualTo(earlier(new ModelSaid("x", List.of())))
                .isEqualTo(earlier(new UserSaid("x")));
        assertThat(earlier(new UserSaid("")))
                .isNotEqualTo(earlier(new ModelSaid("", List.of())))
                .isNotEqualTo(earlier(new ToolReturned("", "", "")));
    }

    @Test
    void whenSomethingWasSaidMakesADifference() {
        assertThat(hash(conversation(List.of(new UserSaid("x")), List.of()), Map.of()))
                .isNotEqualTo(hash(conversation(List.of(), List.of(new UserSaid("x"))), Map.of()));
    }

    @Test
    void anEmptyTextOfTheCallerIsNotNothing() {
        assertThat(hash(null, Map.of("a", "")))
                .isNotEqualTo(hash(null, Map.of()))
                .isNotEqualTo(hash(null, Map.of("b", "")));
    }

    private static String earlier(Message message) {
        return hash(conversation(List.of(message), List.of()), Map.of());
    }

    private static Conversation conversation(List<Message> earlier, List<Message> since) {
        return new Conversation("", earlier, since, List.of(), "auto", true, Wishes.NONE);
    }

    private static String hash(Conversation conversation, Map<String, String> metadata) {
        return RequestHash.of(
                new SubmissionRules.Accepted(
                        "default",
                        "Why?",
                        List.of(),
                        null,
                        TaskPriority.NORMAL,
                        null,
                        null,
                        metadata,
                        conversation,
                        true,
                        ""));
    }
}
