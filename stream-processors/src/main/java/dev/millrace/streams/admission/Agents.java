package dev.millrace.streams.admission;

import dev.millrace.AgentSnapshot;
import dev.millrace.ModelChoice;
import dev.millrace.ModelPrice;
import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.AgentDefinition;
import dev.millrace.agents.Permissions;
import dev.millrace.agents.Price;
import dev.millrace.screening.ScreeningPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents that tasks may name, each as a task keeps it: with prices and permitted tools. */
public final class Agents {

    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);

    private final AgentCatalogue catalogue;
    private final DefaultModel defaultModel;
    private final Map<String, AgentSnapshot> snapshots = new HashMap<>();
    private final Set<String> unpriced = new HashSet<>();

    /**
     * @param defaultModel the executor's, whose price counts for chains that do not name a model
     */
    public Agents(AgentCatalogue catalogue, DefaultModel defaultModel) {
        this.catalogue = catalogue;
        this.defaultModel = defaultModel;
        catalogue.agents().forEach((name, agent) -> snapshots.put(name, snapshot(agent)));
        unpriced.forEach(
                model ->
                        LOG.warn(
                                "The price of the model {} is not known: its calls count as"
                                        + " nothing, also against maxCostUsd. Give it one in"
                                        + " config/models.yml.",
                                model.isEmpty() ? "of the executor" : model));
    }

    /** The names of all. */
    Set<String> names() {
        return snapshots.keySet();
    }

    /** The definition of an agent for a caller with these roles. */
    AgentSnapshot snapshot(String name, List<String> roles) {
        AgentSnapshot whole = snapshots.get(name);
        if (whole == null) {
            throw new IllegalArgumentException("there is no agent " + name);
        }
        List<String> tools = catalogue.permissions().permitted(roles, whole.getTools());
        return tools.equals(whole.getTools())
                ? whole
                : AgentSnapshot.newBuilder(whole).setTools(tools).build();
    }

    /** How long a task of an agent may take that names no deadline. */
    Duration deadline(String name) {
        return definition(name).deadline();
    }

    /** What an agent makes of injected instructions and hidden text. */
    ScreeningPolicy screening(String name) {
        return definition(name).screening();
    }

    private AgentDefinition definition(String name) {
        AgentDefinition agent = catalogue.agents().get(name);
        if (agent == null) {
            throw new IllegalArgumentException("there is no agent " + name);
        }
        return agent;
    }

    /** The roles that decide for a caller. */
    static List<String> effective(List<String> roles) {
        return roles.isEmpty() ? List.of(Permissions.ROLE_OF_OTHERS) : roles;
    }

    private AgentSnapshot snapshot(AgentDefinition agent) {
        return AgentSnapshot.newBuilder()
                .setName(agent.name())
                .setHash(agent.hash())
                .setSystemPrompt(agent.systemPrompt())
                .setModel(agent.models().getFirst())
                .setModels(agent.models().stream().map(this::choice).toList())
                .setFallbackText(agent.fallbackText())
                .setTools(agent.tools())
                .setMaxSteps(agent.maxSteps())
                .setTemperature(agent.temperature())
                .setMaxOutputTokens(agent.maxOutputTokens())
                .setStepTimeoutMs(agent.stepTimeout().toMillis())
                .setRetrievalPassages(agent.retrievalPassages())
                .setContextTokens(agent.contextTokens())
                .build();
    }

    private ModelChoice choice(String model) {
        String known = model.equals(AgentDefinition.DEFAULT_MODEL) ? defaultModel.model() : model;
        Optional<Price> price = catalogue.prices().of(known, defaultModel.provider());
        if (price.isEmpty()) {
            unpriced.add(known);
        }
        return new ModelChoice(model, price.map(Agents::price).orElse(null));
    }

    private static ModelPrice price(Price price) {
        return new ModelPrice(
                price.inputMicroUsd(), price.cachedInputMicroUsd(), price.outputMicroUsd());
    }
}
