package dev.millrace.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolNamesTest {

    @Test
    void namesAreSuchAsProvidersTake() {
        assertThat(ToolNames.forModels("calculator")).isEqualTo("calculator");
        assertThat(ToolNames.forModels("server/a tool")).isEqualTo("server__a_tool");
        assertThat(ToolNames.forModels("s/" + "x".repeat(80)))
                .hasSize(64)
                .matches("[a-zA-Z0-9_-]+")
                .isNotEqualTo(ToolNames.forModels("s/" + "x".repeat(81)));
    }

    @ParameterizedTest
    @CsvSource({
        "calculator, calculator, true",
        "calculator, calculators, false",
        "files/read, files__read, true",
        "files/read, files__write, false",
        "files/read me, files__read_me, true",
        "files/*, files__write, true",
        "files/*, files, false",
        "files/*, files_write, false",
        "search_*, search_web, true",
        "*, anything, true"
    })
    void aNameIsTakenWhenAToolOfTheAgentIsKnownByIt(String tool, String name, boolean taken) {
        assertThat(ToolNames.isTaken(List.of("other", tool), name)).isEqualTo(taken);
    }

    @Test
    void namesThatWereCutAreTakenToo() {
        String tool = "a-server/" + "x".repeat(80);
        assertThat(ToolNames.isTaken(List.of(tool), ToolNames.forModels(tool))).isTrue();
        String pattern = "a-server/" + "x".repeat(70) + "*";
        assertThat(ToolNames.isTaken(List.of(pattern), ToolNames.forModels(tool))).isTrue();
        assertThat(ToolNames.isTaken(List.of("a-server/*"), ToolNames.forModels(tool))).isTrue();
        assertThat(ToolNames.isTaken(List.of(tool), ToolNames.forModels(tool + "y"))).isFalse();
    }
}
