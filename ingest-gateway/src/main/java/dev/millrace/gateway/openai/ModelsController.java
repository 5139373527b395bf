package dev.millrace.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.agents.AgentCatalogue;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Tells of the agents as models. */
@RestController
class ModelsController {

    private static final String PATH = "/v1/models";

    private final AgentCatalogue agents;

    /** Agents are files that are read at the start. */
    private final long created = Clock.systemUTC().instant().getEpochSecond();

    ModelsController(AgentCatalogue agents) {
        this.agents = agents;
    }

    /** An agent. */
    record ModelBody(
            String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {}

    /** All agents. */
    record ModelsBody(String object, List<ModelBody> data) {}

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ModelsBody list() {
        return new ModelsBody("list", agents.agents().keySet().stream().map(this::model).toList());
    }

    @GetMapping(path = PATH + "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ModelBody get(@PathVariable String id, HttpServletRequest request) {
        String name = Ids.inPath(request, id);
        if (!agents.agents().containsKey(name)) {
            throw BadRequests.unknownModel("model", name);
        }
        return model(name);
    }

    private ModelBody model(String name) {
        return new ModelBody(name, "model", created, "millrace");
    }
}
