package dev.millrace.executor.tools.calculator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The functions and constants that expressions may name. */
record Function(int fewest, int most, UnaryListOperator computation) {

    private static final int ANY = Integer.MAX_VALUE;

    private static final Map<String, BigDecimal> CONSTANTS =
            Map.of(
                    "pi", new BigDecimal("3.141592653589793238462643383279503"),
                    "e", new BigDecimal("2.718281828459045235360287471352662"));

    private static final Map<String, Function> FUNCTIONS =
            new TreeMap<>(
                    Map.ofEntries(
                            one("abs", BigDecimal::abs),
                            one("sqrt", Function::squareRoot),
                            one("floor", x -> x.setScale(0, RoundingMode.FLOOR)),
                            one("ceil", x -> x.setScale(0, RoundingMode.CEILING)),
                            real("exp", Math::exp),
                            real("ln", Math::log),
                            real("log10", Math::log10),
                            real("log2", x -> Math.log(x) / Math.log(2)),
                            real("sin", Math::sin),
                            real("cos", Math::cos),
                            real("tan", Math::tan),
                            real("asin", Math::asin),
                            real("acos", Math::acos),
                            real("atan", Math::atan),
                            of("round", 1, 2, Function::round),
                            of("pow", 2, 2, x -> Arithmetic.power(x.get(0), x.get(1))),
                            of("mod", 2, 2, x -> Arithmetic.remainder(x.get(0), x.get(1))),
                            of("min", 1, ANY, x -> x.stream().reduce(BigDecimal::min).get()),
                            of("max", 1, ANY, x -> x.stream().reduce(BigDecimal::max).get()),
                            of("sum", 1, ANY, Function::sum),
                            of(
                                    "avg",
                                    1,
                                    ANY,
                                    x -> Arithmetic.divide(sum(x), BigDecimal.valueOf(x.size())))));

    /** What a function makes of its arguments. */
    @FunctionalInterface
    interface UnaryListOperator {
        BigDecimal apply(List<BigDecimal> arguments);
    }

    static BigDecimal constant(String name) {
        BigDecimal value = CONSTANTS.get(name);
        if (value == null) {
            throw new CalculationException("there is no constant " + name + known());
        }
        return value;
    }

    static BigDecimal call(String name, List<BigDecimal> arguments) {
        Function function = FUNCTIONS.get(name);
        if (function == null) {
            throw new CalculationException("there is no function " + name + known());
        }
        if (arguments.size() < function.fewest() || arguments.size() > function.most()) {
            throw new CalculationException(
                    name + " does not take " + arguments.size() + " arguments");
        }
        return Arithmetic.bounded(function.computation().apply(arguments));
    }

    private static String known() {
        return "; known are " + names();
    }

    static String names() {
        return String.join(
                ", ", Stream.concat(FUNCTIONS.keySet().stream(), Stream.of("pi", "e")).toList());
    }

    private static BigDecimal squareRoot(BigDecimal x) {
        if (x.signum() < 0) {
            throw new CalculationException("it takes the square root of a negative number");
        }
        return x.sqrt(Arithmetic.PRECISION).stripTrailingZeros();
    }

    /** Halves away from zero, as at school. */
    private static BigDecimal round(List<BigDecimal> x) {
        int digits = 0;
        if (x.size() > 1) {
            BigDecimal wanted = x.get(1).stripTrailingZeros();
            if (wanted.scale() > 0 || wanted.abs().compareTo(BigDecimal.valueOf(1_000)) > 0) {
                throw new CalculationException("it rounds to " + x.get(1) + " digits");
            }
            digits = wanted.intValueExact();
        }
        return x.getFirst().setScale(digits, RoundingMode.HALF_UP);
    }

    private static BigDecimal sum(List<BigDecimal> x) {
        return x.stream().reduce(BigDecimal.ZERO, Arithmetic::add);
    }

    private static Map.Entry<String, Function> one(
            String name, UnaryOperator<BigDecimal> function) {
        return of(name, 1, 1, x -> function.apply(x.getFirst()));
    }

    private static Map.Entry<String, Function> real(String name, DoubleUnaryOperator function) {
        return one(name, x -> Arithmetic.ofDouble(function.applyAsDouble(x.doubleValue())));
    }

    private static Map.Entry<String, Function> of(
            String name, int fewest, int most, UnaryListOperator computation) {
        return Map.entry(name, new Function(fewest, most, computation));
    }
}
