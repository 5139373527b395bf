package dev.millrace.executor.tools.calculator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an expression and computes it on the way, by the usual precedence: {@code ^} before the
 * sign, that before {@code * / %}, those before {@code + -}.
 */
final class Expression {

    private static final int MAX_CHARS = 2_000;
    private static final int MAX_DEPTH = 100;

    private final Tokens tokens;
    private int depth;

    private Expression(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * @throws CalculationException if it has no value
     */
    static BigDecimal evaluate(String text) {
        if (text.length() > MAX_CHARS) {
            throw new CalculationException("it has over " + MAX_CHARS + " characters");
        }
        Expression expression = new Expression(new Tokens(text));
        BigDecimal value = expression.sum();
        Token rest = expression.tokens.peek();
        if (!(rest instanceof Token.End)) {
            throw new CalculationException("did not expect " + Tokens.describe(rest));
        }
        return value;
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (true) {
            if (tokens.takeIf('+')) {
                value = Arithmetic.add(value, product());
            } else if (tokens.takeIf('-')) {
                value = Arithmetic.add(value, product().negate());
            } else {
                return value;
            }
        }
    }

    private BigDecimal product() {
        BigDecimal value = signed();
        while (true) {
            if (tokens.takeIf('*')) {
                value = Arithmetic.multiply(value, signed());
            } else if (tokens.takeIf('/')) {
                value = Arithmetic.divide(value, signed());
            } else if (tokens.takeIf('%')) {
                value = Arithmetic.remainder(value, signed());
            } else {
                return value;
            }
        }
    }

    private BigDecimal signed() {
        if (++depth > MAX_DEPTH) {
            throw new CalculationException("it is nested more than " + MAX_DEPTH + " deep");
        }
        try {
            if (tokens.takeIf('-')) {
                return signed().negate();
            }
            return tokens.takeIf('+') ? signed() : power();
        } finally {
            depth--;
        }
    }

    /** From the right, as in mathematics: 2^3^2 is 2^9. */
    private BigDecimal power() {
        BigDecimal base = operand();
        return tokens.takeIf('^') ? Arithmetic.power(base, signed()) : base;
    }

    private BigDecimal operand() {
        return switch (tokens.take()) {
            case Token.Literal(BigDecimal value) -> value;
            case Token.Name(String name) ->
                    tokens.takeIf('(') ? Function.call(name, arguments()) : Function.constant(name);
            case Token.Sign(char sign) when sign == '(' -> {
                BigDecimal value = sum();
                tokens.expect(')');
                yield value;
            }
            case Token.Sign(char sign) ->
                    throw new CalculationException("did not expect '" + sign + "'");
            case Token.End() -> throw new CalculationException("a number is missing at the end");
        };
    }

    private List<BigDecimal> arguments() {
        List<BigDecimal> arguments = new ArrayList<>();
        if (tokens.takeIf(')')) {
            return arguments;
        }
        do {
            arguments.add(sum());
        } while (tokens.takeIf(','));
        tokens.expect(')');
        return arguments;
    }
}
