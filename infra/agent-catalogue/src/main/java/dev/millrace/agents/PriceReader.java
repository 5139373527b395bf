package dev.millrace.agents;

import java.math.BigDecimal;
import java.util.Optional;

/** Reads prices: USD for a million tokens. */
final class PriceReader {

    private static final int DECIMALS = 6;
    private static final BigDecimal MAX_USD = BigDecimal.valueOf(1_000_000);

    private PriceReader() {}

    static Optional<Price> read(YamlValue value) {
        YamlFields fields = value.fields();
        Optional<Long> input = fields.required("input").flatMap(PriceReader::microUsd);
        Optional<Long> output = fields.required("output").flatMap(PriceReader::microUsd);
        Optional<Long> cached = fields.value("cachedInput").flatMap(PriceReader::microUsd);
        fields.end();
        if (input.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        // What a call can cost at worst is computed with the price of input.
        if (cached.isPresent() && cached.get() > input.get()) {
            value.problem("cachedInput", "must be at most input");
        }
        return Optional.of(new Price(input.get(), cached.orElse(input.get()), output.get()));
    }

    private static Optional<Long> microUsd(YamlValue value) {
        Optional<BigDecimal> usd = value.decimal(BigDecimal.ZERO, MAX_USD);
        if (usd.isPresent() && usd.get().stripTrailingZeros().scale() > DECIMALS) {
            return value.wrong("may have at most " + DECIMALS + " decimals");
        }
        return usd.map(amount -> amount.movePointRight(DECIMALS).longValueExact());
    }
}
