package dev.millrace.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.submission.Conversation;
import dev.millrace.gateway.submission.Conversation.ModelSaid;
import dev.millrace.gateway.submission.Conversation.Tool;
import dev.millrace.gateway.submission.Conversation.ToolCall;
import dev.millrace.gateway.submission.Conversation.ToolReturned;
import dev.millrace.gateway.submission.Conversation.UserSaid;
import dev.millrace.gateway.submission.Conversation.Wishes;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationLengthTest {

    private static final long FRAME = 64;

    /** Admission's own test demands the same of the records that this becomes. */
    @Test
    void everyTextCountsAndEveryEntryOfAListHasAFrame() throws Exception {
        ToolCall call = new ToolCall("c1", "look", "{\"at\":1}");
        Conversation conversation =
                new Conversation(
                        "Be brief, s'il vous plaît.",
                        List.of(new UserSaid("né"), new ModelSaid("one", List.of(call, call))),
                        List.of(new ToolReturned("c1", "look", "nothing")),
                        List.of(new Tool("look", "looks", "{}", true)),
                        "name:look",
                        true,
                        new Wishes(0.5, 1.0, 10, List.of("a", "bc"), 1L, "low", "json_object"));

        assertThat(ConversationLength.of(conversation)).isEqualTo(FRAME + bytes(conversation));
    }

    private static long bytes(Object value) throws ReflectiveOperationException {
        long bytes = 0;
        if (value instanceof String text) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (value instanceof List<?> list) {
            for (Object entry : list) {
                bytes += FRAME + bytes(entry);
            }
        }
        if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                bytes += bytes(component.getAccessor().invoke(record));
            }
        }
        return bytes;
    }
}
