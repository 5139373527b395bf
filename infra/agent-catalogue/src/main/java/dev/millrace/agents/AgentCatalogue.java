package dev.millrace.agents;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The agents of an installation and what they may use, as a folder of YAML files defines them:
 * {@code <name>.yml} is an agent; {@code config/models.yml}, {@code config/tools.yml} and {@code
 * config/permissions.yml} serve all of them. Immutable.
 */
public final class AgentCatalogue {

    private final Map<String, AgentDefinition> agents;
    private final Map<String, ModelDefinition> models;
    private final Map<String, ToolDefinition> tools;
    private final PriceTable prices;
    private final Permissions permissions;

    AgentCatalogue(
            Map<String, AgentDefinition> agents,
            Map<String, ModelDefinition> models,
            Map<String, ToolDefinition> tools,
            PriceTable prices,
            Permissions permissions) {
        Map<String, AgentDefinition> all = new LinkedHashMap<>(agents);
        all.putIfAbsent(AgentDefinition.DEFAULT_NAME, AgentDefinition.standard());
        this.agents = Collections.unmodifiableMap(all);
        this.models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        this.tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
        this.prices = prices;
        this.permissions = permissions;
    }

    /**
     * Reads a folder. When there is none, there is just the agent {@code default}.
     *
     * @throws InvalidDefinitionsException naming everything that is wrong
     */
    public static AgentCatalogue load(Path folder) {
        return new CatalogueReader(folder).read();
    }

    /** The agents by name; {@code default} is always there. */
    public Map<String, AgentDefinition> agents() {
        return agents;
    }

    /** The models that have endpoints of their own, by the name that agents call them. */
    public Map<String, ModelDefinition> models() {
        return models;
    }

    /** What models cost. */
    public PriceTable prices() {
        return prices;
    }

    /** The declared tools and servers of tools by name; not the built-in ones. */
    public Map<String, ToolDefinition> tools() {
        return tools;
    }

    /** Which roles may use which tools. */
    public Permissions permissions() {
        return permissions;
    }
}
