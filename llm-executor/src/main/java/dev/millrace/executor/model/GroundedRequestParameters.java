package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;

/**
 * Request parameters that also carry the question and the passages which the messages render as
 * text, for a model that works on them rather than on prose.
 */
final class GroundedRequestParameters extends DefaultChatRequestParameters {

    private final Grounding grounding;

    private GroundedRequestParameters(ChatRequestParameters common, Grounding grounding) {
        super(DefaultChatRequestParameters.builder().overrideWith(common));
        this.grounding = grounding;
    }

    /** Without a question: what a model starts from. */
    static GroundedRequestParameters defaults(String modelName) {
        return of(
                DefaultChatRequestParameters.builder().modelName(modelName).build(),
                Grounding.NOTHING);
    }

    static GroundedRequestParameters of(ChatRequestParameters common, Grounding grounding) {
        return new GroundedRequestParameters(common, grounding);
    }

    Grounding grounding() {
        return grounding;
    }

    /**
     * Keeps question and passages when langchain4j lays the request's parameters over a model's.
     */
    @Override
    public ChatRequestParameters overrideWith(ChatRequestParameters that) {
        GroundedRequestParameters grounded =
                that instanceof GroundedRequestParameters request ? request : this;
        return of(super.overrideWith(that), grounded.grounding);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof GroundedRequestParameters that
                && grounding.equals(that.grounding);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + grounding.hashCode();
    }
}
