package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTextTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("TOKEN", "a$1\\b", "ORG", "mill", "EMPTY", "");

    @Test
    void referencesAreReplacedByTheirValuesAsTheyAre() {
        assertThat(new EnvironmentText("Bearer ${TOKEN}@${ORG}").resolve(ENVIRONMENT::get))
                .isEqualTo("Bearer a$1\\b@mill");
        assertThat(new EnvironmentText("plain $text").resolve(ENVIRONMENT::get))
                .isEqualTo("plain $text");
    }

    @Test
    void aValueIsNotLookedUpAgain() {
        assertThat(new EnvironmentText("${A}").resolve(Map.of("A", "${B}", "B", "x")::get))
                .isEqualTo("${B}");
    }

    @Test
    void aVariableThatIsMissingIsNamed() {
        EnvironmentText text = new EnvironmentText("${ORG}${NOT_THERE}${EMPTY}");

        assertThat(text.missing(ENVIRONMENT::get)).containsExactly("NOT_THERE", "EMPTY");
        assertThatThrownBy(() -> text.resolve(ENVIRONMENT::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the variable NOT_THERE of the environment is not set");
    }
}
