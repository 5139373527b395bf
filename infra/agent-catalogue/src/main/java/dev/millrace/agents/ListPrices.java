package dev.millrace.agents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** The list prices that come along. */
final class ListPrices {

    private static final String FILE = "list-prices.yml";

    private ListPrices() {}

    static Map<String, Price> read() {
        Problems problems = new Problems();
        ModelsReader reader = new ModelsReader();
        try (InputStream prices = ListPrices.class.getResourceAsStream(FILE)) {
            YamlFile.parse(Objects.requireNonNull(prices, FILE).readAllBytes(), FILE, problems)
                    .ifPresent(reader::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        problems.throwIfAny();
        return reader.prices();
    }
}
