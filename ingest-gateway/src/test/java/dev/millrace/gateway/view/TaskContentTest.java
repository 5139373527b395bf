package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskContentTest {

    private static final String EMOJI = "\uD83D\uDE00";

    @ParameterizedTest
    @CsvSource({
        "99000, 0, 99000, false",
        "150000, 0, 100000, true",
        "60000, 30000, 60000, false",
        "60000, 50000, 50000, true",
        "5, 100000, 0, true"
    })
    void aTextIsCutWhereItAndTheArgumentsOfCallsTakeTooMuch(
            int text, int arguments, int kept, boolean mayBeCut) {
        TaskStatus.Result result = result("x".repeat(text), "y".repeat(arguments));

        assertThat(result.text()).hasSize(kept);
        assertThat(result.mayBeCut()).isEqualTo(mayBeCut);
    }

    @Test
    void aCharacterIsNotCut() {
        TaskStatus.Result result = result(EMOJI.repeat(60_000), "y".repeat(999));

        assertThat(result.text()).isEqualTo(EMOJI.repeat(49_500));
        assertThat(result.mayBeCut()).isTrue();
    }

    private static TaskStatus.Result result(String text, String arguments) {
        return TaskContent.result(
                TaskRecords.result()
                        .setText(text)
                        .setToolCalls(List.of(new ToolCall("c1", "look", arguments)))
                        .build());
    }
}
