package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.millrace.executor.work.Turn;
import java.util.List;

/** Says what a turn wants of a model in the parameters of a provider, as far as it has them. */
@FunctionalInterface
interface RequestStyle {

    /**
     * @param model what the provider calls the model
     * @param tools what the model may be told of
     */
    ChatRequestParameters parameters(Turn turn, String model, List<OfferedTool> tools);
}
