package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TourTest {

    private static final List<String> PAGE =
            """
            # Title
            ```sh
            one
            two
            ```
            and
            ```text
            HTTP/1.1 202
            {"id":"…","state":"submitted"
            ```
            ```sh
            three
            ```
            """
                    .lines()
                    .toList();

    @Test
    void blocksAreStepsWithWhatTheyPrint() {
        assertThat(Tour.of(PAGE).steps())
                .containsExactly(
                        new Tour.Step(
                                3,
                                "one\ntwo",
                                List.of("HTTP/1.1 202", "{\"id\":\"…\",\"state\":\"submitted\"")),
                        new Tour.Step(12, "three", List.of()));
    }

    @Test
    void outputHasToContainTheLinesInTheirOrder() {
        Tour.Step step = Tour.of(PAGE).steps().getFirst();

        assertThat(
                        step.missingIn(
                                "HTTP/1.1 202 \n\n{\"id\":\"x\",\"state\":\"submitted\",\"a\":1}"))
                .isNull();
        assertThat(step.missingIn("{\"id\":\"x\",\"state\":\"submitted\"}\nHTTP/1.1 202"))
                .isEqualTo("{\"id\":\"…\",\"state\":\"submitted\"");
        assertThat(step.missingIn("HTTP/1.1 503")).isEqualTo("HTTP/1.1 202");
    }

    @Test
    void whatIsExpectedHasABlockThatPrintsIt() {
        assertThatThrownBy(
                        () ->
                                Tour.of(
                                        List.of(
                                                "```sh", "a", "```", "```text", "b", "```",
                                                "```text", "c", "```")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 7");
    }
}
