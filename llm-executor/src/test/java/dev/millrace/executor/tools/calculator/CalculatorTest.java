package dev.millrace.executor.tools.calculator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CalculatorTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 * 3 | 7",
                "(1 + 2) * 3 | 9",
                "0.1 + 0.2 | 0.3",
                "10 - 4 - 3 | 3",
                "100 / 8 / 2 | 6.25",
                "1 / 3 | 0.3333333333333333333333333333333333",
                "7 % 3 | 1",
                "-7 % 3 | -1",
                "2 ^ 10 | 1024",
                "2 ^ 3 ^ 2 | 512",
                "-2 ^ 2 | -4",
                "2 ^ -2 | 0.25",
                "2 ** 3 | 8",
                "1.5e3 * 2 | 3000",
                "2 ^ 0.5 | 1.4142135623730951",
                "sqrt(2) ^ 0 | 1",
                "sqrt(144) | 12",
                "round(2.345, 2) | 2.35",
                "round(-2.5) | -3",
                "floor(-1.5) | -2",
                "ceil(1.2) | 2",
                "max(1, 2.5, -3) | 2.5",
                "min(4, 2) | 2",
                "sum(1, 2, 3) + avg(2, 4) | 9",
                "ABS(-3) * 2 | 6",
                "round(pi, 4) | 3.1416",
                "exp(0) + ln(1) + sin(0) | 1",
                "log10(1000) | 3",
                "--3 | 3",
                "3 × 4 ÷ 2 − 1 | 5",
                "12345678901234567890 * 98765432109876543210"
                        + " | 1219326311370217952237463801111263526900",
                ".5 + 1. | 1.5",
                "0 * -1 | 0",
                "pow(2, 8) | 256"
            })
    void expressionsHaveTheirUsualValue(String expression, String value) {
        assertThat(compute(expression)).isEqualTo(Returned.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 +",
                "(1",
                "1)",
                "1 2",
                "5 % ",
                "1 / 0",
                "1 % 0",
                "2 ^ 99999",
                "9 ^ 9 ^ 9",
                "1e9999",
                "sqrt(-1)",
                "ln(0)",
                "system(1)",
                "foo",
                "1; 2",
                "max()",
                "sqrt(1, 2)",
                "0 ^ -1",
                "round(1, 1e9)",
                "1e999 * 1e999",
                "'a'"
            })
    @Timeout(5)
    void whatHasNoValueIsExplained(String expression) {
        assertThat(compute(expression))
                .isInstanceOfSatisfying(
                        Returned.class,
                        result -> {
                            assertThat(result.isError()).isTrue();
                            assertThat(result.errorType()).isEqualTo("invalid-arguments");
                            assertThat(result.content())
                                    .startsWith("The expression cannot be computed: ");
                        });
    }

    @Test
    @Timeout(5)
    void nestingAndLengthAreBounded() {
        assertThat(compute("(".repeat(1500)).toString()).contains("nested");
        assertThat(compute("-".repeat(1500)).toString()).contains("nested");
        assertThat(compute("2^".repeat(900) + "1").toString()).contains("nested");
        assertThat(compute("1".repeat(3000)).toString()).contains("characters");
    }

    private static ToolOutcome compute(String expression) {
        return new Calculator()
                .call(
                        Calls.of("calculator", "{}", Duration.ofMinutes(1)),
                        JSON.createObjectNode().put("expression", expression));
    }
}
