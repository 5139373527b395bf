package dev.millrace.executor.tools.calculator;

import java.math.BigDecimal;

/** A piece of an expression. */
sealed interface Token {

    record Literal(BigDecimal value) implements Token {}

    record Name(String name) implements Token {}

    /** An operator, a parenthesis or a comma. */
    record Sign(char sign) implements Token {}

    record End() implements Token {}
}
