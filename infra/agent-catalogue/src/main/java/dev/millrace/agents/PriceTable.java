package dev.millrace.agents;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What models cost: first what the installation defines, then the list prices that come along. A
 * name with a date or version behind it, such as {@code gpt-4o-2024-08-06}, has the price of the
 * longest name that it begins with.
 */
public final class PriceTable {

    /**
     * Only these endings keep the price: gpt-5-nano is no gpt-5, and claude-opus-4-5 no
     * claude-opus-4.
     */
    private static final Pattern VERSION =
            Pattern.compile("[-@](\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4}|\\d{3}|latest)");

    private final Map<String, ModelDefinition> models;
    private final Map<String, Price> defined;
    private final Map<String, Price> listed;

    /**
     * @param models those with endpoints of their own
     * @param defined what the installation defines, prices of those models included
     * @param listed what comes along
     */
    PriceTable(
            Map<String, ModelDefinition> models,
            Map<String, Price> defined,
            Map<String, Price> listed) {
        this.models = Map.copyOf(models);
        this.defined = Map.copyOf(defined);
        this.listed = Map.copyOf(listed);
    }

    /**
     * The price of a model by the name that agents call it: one with an endpoint of its own costs
     * what the model behind it does.
     */
    public Optional<Price> of(String model) {
        ModelDefinition declared = models.get(model);
        if (declared == null || defined.containsKey(model)) {
            return known(model);
        }
        return declared.provider().isFree()
                ? Optional.of(find(defined, declared.model()).orElse(Price.FREE))
                : known(declared.model());
    }

    /**
     * The price of a model that this provider is asked for, unless it has an endpoint of its own.
     * What has no price costs nothing with a provider that charges nobody.
     */
    public Optional<Price> of(String model, ModelProvider provider) {
        Optional<Price> price = of(model);
        return price.isEmpty() && provider.isFree() && !models.containsKey(model)
                ? Optional.of(Price.FREE)
                : price;
    }

    private Optional<Price> known(String model) {
        return find(defined, model).or(() -> find(listed, model));
    }

    private static Optional<Price> find(Map<String, Price> prices, String model) {
        Price exact = prices.get(model);
        if (exact != null) {
            return Optional.of(exact);
        }
        return prices.entrySet().stream()
                .filter(entry -> isVersion(model, entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue);
    }

    private static boolean isVersion(String model, String name) {
        return model.startsWith(name) && VERSION.matcher(model.substring(name.length())).matches();
    }
}
