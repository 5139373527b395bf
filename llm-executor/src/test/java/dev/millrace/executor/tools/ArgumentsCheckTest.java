package dev.millrace.executor.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.tools.ArgumentsCheck.Verdict;
import dev.millrace.executor.tools.ArgumentsCheck.Verdict.Fitting;
import dev.millrace.executor.tools.ArgumentsCheck.Verdict.Unfit;
import dev.millrace.executor.work.ToolOutcome.Returned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ArgumentsCheckTest {

    private final ArgumentsCheck check = new ArgumentsCheck();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://json-schema.org/draft/2020-12/schema",
                "http://json-schema.org/draft-07/schema#",
                "http://json-schema.org/draft-06/schema#"
            })
    void schemasOfSeveralDraftsAreUnderstood(String dialect) {
        String schema =
                """
                {"$schema": "%s", "type": "object",
                 "properties": {"n": {"type": "integer"}}, "required": ["n"]}"""
                        .formatted(dialect);

        assertThat(check(schema, "{\"n\": 1}")).isInstanceOf(Fitting.class);
        assertThat(check(schema, "{\"n\": \"x\"}")).isInstanceOf(Unfit.class);
        assertThat(check(schema, "{}")).isInstanceOf(Unfit.class);
    }

    @Test
    void decimalsKeepTheirDigits() {
        assertThat(check("{\"type\": \"object\"}", "{\"x\": 0.12345678901234567890123}"))
                .isInstanceOfSatisfying(
                        Fitting.class,
                        fitting ->
                                assertThat(fitting.arguments().get("x").decimalValue())
                                        .isEqualTo("0.12345678901234567890123"));
    }

    @Test
    void onlyTheFirstProblemsAreListed() {
        StringBuilder arguments = new StringBuilder("{\"p0\": 1");
        for (int i = 1; i < 40; i++) {
            arguments.append(", \"p").append(i).append("\": 1");
        }

        assertThat(
                        check(
                                "{\"type\": \"object\", \"additionalProperties\": {\"type\":"
                                        + " \"string\"}}",
                                arguments + "}"))
                .isInstanceOfSatisfying(
                        Unfit.class, unfit -> assertThat(unfit.reason().lines()).hasSize(11));
    }

    @Test
    void whatASchemaRefersToElsewhereIsNotFetched() {
        String schema =
                """
                {"type": "object",
                 "properties": {"x": {"$ref": "http://127.0.0.1:1/schema.json"}}}""";

        assertThat(check(schema, "{\"x\": 1}"))
                .isEqualTo(new Unfit("The tool cannot be used: its own schema is not valid."));
    }

    private Verdict check(String schema, String arguments) {
        return check.check(
                new FakeTool("t", schema, FakeTool.GENEROUS, _ -> Returned.of("")), arguments);
    }
}
