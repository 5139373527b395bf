package dev.millrace.executor.tools.calculator;

import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.math.BigDecimal;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Computes expressions. */
public final class Calculator implements Tool {

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), 64, true);

    private static final String PARAMETERS =
            """
            {"type": "object",
             "properties": {"expression": {"type": "string", "minLength": 1, "maxLength": 2000,
               "description": "for example (12.5 + 7) * 3 ^ 2"}},
             "required": ["expression"], "additionalProperties": false}""";

    @Override
    public String name() {
        return "calculator";
    }

    @Override
    public String description() {
        return "Computes an arithmetic expression with + - * / ^ and parentheses; % is the"
                + " remainder. Decimals are exact; angles are in radians. Functions and constants: "
                + Function.names()
                + ".";
    }

    @Override
    public String parameters() {
        return PARAMETERS;
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public ToolOutcome call(ToolCall call, ObjectNode arguments) {
        try {
            BigDecimal value = Expression.evaluate(arguments.get("expression").asString());
            return Returned.of(text(value));
        } catch (CalculationException e) {
            return Returned.error(
                    "invalid-arguments",
                    "The expression cannot be computed: " + e.getMessage() + ".");
        }
    }

    private static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
