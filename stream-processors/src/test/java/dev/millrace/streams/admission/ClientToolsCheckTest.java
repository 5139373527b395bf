package dev.millrace.streams.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.schemas.TrustedAvroClasses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientToolsCheckTest {

    @BeforeAll
    static void trustEvents() {
        TrustedAvroClasses.install();
    }

    @ParameterizedTest
    @CsvSource({
        "calculator, true",
        "files__read, true",
        "files__write, false",
        "web__anything, true",
        "look, false"
    })
    void aNameByWhichModelsKnowAToolOfTheAgentIsTaken(String name, boolean taken) {
        List<Problem> problems = new ArrayList<>();
        new ClientToolsCheck(List.of("calculator", "files/read", "web/*"))
                .check(
                        Conversation.newBuilder()
                                .setTools(List.of(new ClientTool(name, "", "{}", false)))
                                .build(),
                        problems);

        assertThat(problems).hasSize(taken ? 1 : 0);
    }
}
