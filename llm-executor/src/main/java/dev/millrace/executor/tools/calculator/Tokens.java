package dev.millrace.executor.tools.calculator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes an expression apart. */
final class Tokens {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*+(?:(?<number>(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d{1,4}+)?)"
                            + "|(?<name>[A-Za-z_][A-Za-z0-9_]*+)"
                            + "|(?<sign>\\*\\*|[-+*/^%(),×÷−·]))");

    private final List<Token> tokens;
    private int next;

    Tokens(String expression) {
        this.tokens = split(expression);
    }

    private static List<Token> split(String expression) {
        String rest = expression.stripTrailing();
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!matcher.region(at, rest.length()).lookingAt()) {
                throw new CalculationException(
                        "cannot read '%s' at position %d"
                                .formatted(Character.toString(rest.codePointAt(at)), at + 1));
            }
            tokens.add(token(matcher));
            at = matcher.end();
        }
        tokens.add(new Token.End());
        return tokens;
    }

    private static Token token(Matcher matcher) {
        String number = matcher.group("number");
        if (number != null) {
            return new Token.Literal(Arithmetic.bounded(new BigDecimal(number)));
        }
        String name = matcher.group("name");
        return name != null
                ? new Token.Name(name.toLowerCase(Locale.ROOT))
                : new Token.Sign(sign(matcher.group("sign")));
    }

    private static char sign(String text) {
        return switch (text) {
            case "**" -> '^';
            case "×", "·" -> '*';
            case "÷" -> '/';
            case "−" -> '-';
            default -> text.charAt(0);
        };
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = peek();
        if (!(token instanceof Token.End)) {
            next++;
        }
        return token;
    }

    /** Takes the sign if it is next. */
    boolean takeIf(char sign) {
        boolean isNext = peek() instanceof Token.Sign(char found) && found == sign;
        if (isNext) {
            next++;
        }
        return isNext;
    }

    void expect(char sign) {
        if (!takeIf(sign)) {
            throw new CalculationException("expected '" + sign + "' but found " + describe(peek()));
        }
    }

    static String describe(Token token) {
        return switch (token) {
            case Token.Literal(BigDecimal value) -> value.toString();
            case Token.Name(String name) -> name;
            case Token.Sign(char sign) -> "'" + sign + "'";
            case Token.End() -> "the end";
        };
    }
}
