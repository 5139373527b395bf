package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolPatternTest {

    @ParameterizedTest
    @CsvSource({
        "calculator, calculator, true",
        "calculator, calculators, false",
        "*, files/read, true",
        "search_*, search_documents, true",
        "search_*, research_documents, false",
        "files/*, files/read, true",
        "files/*, files, false",
        "files/*, filesystem/read, false"
    })
    void aPatternStandsForNamesThatBeginLikeIt(String pattern, String tool, boolean matches) {
        assertThat(new ToolPattern(pattern).matches(tool)).isEqualTo(matches);
        assertThat(ToolPattern.anyMatches(List.of("none", pattern), tool)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "*, files/*, files/*",
        "files/*, files/read_*, files/read_*",
        "files/*, files/read, files/read",
        "files/read, files/read, files/read",
        "files/*, tickets/*, ",
        "files/*, calculator, "
    })
    void whatTwoPatternsShareIsTheNarrowerOne(String one, String other, String shared) {
        assertThat(new ToolPattern(one).and(new ToolPattern(other)).map(ToolPattern::text))
                .isEqualTo(java.util.Optional.ofNullable(shared));
        assertThat(new ToolPattern(other).and(new ToolPattern(one)).map(ToolPattern::text))
                .isEqualTo(java.util.Optional.ofNullable(shared));
    }
}
