package dev.millrace.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.gateway.http.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ClientToolsTest {

    private static final List<String> OWN = List.of("calculator", "files/read", "web/*");

    @ParameterizedTest
    @ValueSource(strings = {"calculator", "files__read", "web__anything"})
    void aNameByWhichModelsKnowAToolOfTheAgentIsRefused(String name) {
        assertThatThrownBy(() -> ClientTools.read(tool(name), false, OWN))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tools[0].name");
    }

    @Test
    void otherNamesAreFree() {
        assertThat(ClientTools.read(tool("files__write"), false, OWN)).hasSize(1);
    }

    private static Field tool(String name) {
        return new Field(
                "tools",
                JsonMapper.shared()
                        .readTree("[{\"type\":\"function\",\"name\":\"" + name + "\"}]"));
    }
}
