package dev.millrace.executor.model;

import dev.millrace.executor.guard.CallGuards;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the endpoint of a model by the name that agents give it. */
final class ModelEndpoints {

    /** The name of the endpoint that all models have which have none of their own. */
    static final String DEFAULT = "default";

    private final ModelEndpoint defaultEndpoint;
    private final Map<String, ModelEndpoint> declared;
    private final CallGuards guards;

    /**
     * @param declared endpoints of one model each, whose name they have
     */
    ModelEndpoints(ModelEndpoint defaultEndpoint, List<ModelEndpoint> declared, CallGuards guards) {
        this.defaultEndpoint = defaultEndpoint;
        this.declared =
                declared.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        ModelEndpoint::name, Function.identity()));
        this.guards = guards;
        // So that their state can be seen before their first call.
        find("");
        declared.forEach(endpoint -> find(endpoint.name()));
    }

    /**
     * @param name as agents call the model; empty: the default
     */
    ModelTarget find(String name) {
        ModelEndpoint own = declared.get(name);
        if (own != null) {
            return target(own, own.defaultModel());
        }
        return target(defaultEndpoint, name.isBlank() ? defaultEndpoint.defaultModel() : name);
    }

    private ModelTarget target(ModelEndpoint endpoint, String model) {
        return new ModelTarget(
                endpoint, model, guards.of(endpoint.name(), model, endpoint.concurrency()));
    }
}
