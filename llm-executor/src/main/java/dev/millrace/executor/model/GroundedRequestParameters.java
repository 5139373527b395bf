package dev.millrace.executor.model;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.millrace.executor.work.Turn;
import java.util.List;

/**
 * Request parameters that also carry the question and the passages which the messages render as
 * text, for a model that works on them rather than on prose. Other models ignore them.
 */
final class GroundedRequestParameters extends DefaultChatRequestParameters {

    private final String question;
    private final List<Turn.Passage> passages;

    private GroundedRequestParameters(
            ChatRequestParameters common, String question, List<Turn.Passage> passages) {
        super(DefaultChatRequestParameters.builder().overrideWith(common));
        this.question = question;
        this.passages = List.copyOf(passages);
    }

    /** Without a question: what a model starts from. */
    static GroundedRequestParameters defaults(String modelName) {
        return of(
                DefaultChatRequestParameters.builder().modelName(modelName).build(), "", List.of());
    }

    static GroundedRequestParameters of(
            ChatRequestParameters common, String question, List<Turn.Passage> passages) {
        return new GroundedRequestParameters(common, question, passages);
    }

    String question() {
        return question;
    }

    List<Turn.Passage> passages() {
        return passages;
    }

    /**
     * Keeps question and passages when langchain4j lays the request's parameters over a model's.
     */
    @Override
    public ChatRequestParameters overrideWith(ChatRequestParameters that) {
        GroundedRequestParameters grounded =
                that instanceof GroundedRequestParameters request ? request : this;
        return of(super.overrideWith(that), grounded.question, grounded.passages);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof GroundedRequestParameters that
                && question.equals(that.question)
                && passages.equals(that.passages);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + question.hashCode();
    }
}
