package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message.Said;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, {}",
                "` `, {}",
                "{\"a\":1}, {\"a\":1}",
                "[], {\"invalid_arguments\":\"[]\"}",
                "not json, {\"invalid_arguments\":\"not json\"}"
            })
    void argumentsAreAnObject(String arguments, String told) {
        Said said = new Said("", List.of(new Turn.ToolCall("c", "look", arguments)));

        assertThat(Messages.of(List.of(said)))
                .singleElement()
                .isInstanceOfSatisfying(
                        AiMessage.class,
                        message ->
                                assertThat(message.toolExecutionRequests().getFirst().arguments())
                                        .isEqualTo(told));
    }
}
