package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.ModelChoice;
import java.util.List;

/** The models that an agent asks, the next one when one cannot answer. */
final class ModelChain {

    /** What answers when no model can and the agent has a text for that. */
    static final String STATIC = "static";

    private ModelChain() {}

    static ModelChoice at(AgentSnapshot agent, int index) {
        List<ModelChoice> models = agent.getModels();
        return models.isEmpty() ? new ModelChoice(agent.getModel(), null) : models.get(index);
    }

    static boolean hasNext(AgentSnapshot agent, int index) {
        return index + 1 < agent.getModels().size();
    }
}
