package dev.millrace.executor.kinds;

import dev.millrace.Answer;
import dev.millrace.ChunkBatch;
import dev.millrace.StepCompleted;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.executor.engine.CallSpan;
import dev.millrace.executor.work.ModelName;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spans of calls, named and described as OpenTelemetry does it for generative AI. */
final class CallSpans {

    private static final String CHAT = "chat";
    private static final String EMBEDDINGS = "embeddings";
    private static final String EXECUTE_TOOL = "execute_tool";

    private CallSpans() {}

    static CallSpan turn(TurnRequested work, StepCompleted outcome, ModelName model) {
        AttributesBuilder attributes =
                of(CHAT, work.getStep(), work.getAttempt())
                        .put(SpanAttributes.AGENT, work.getAgent())
                        .put(SpanAttributes.PROVIDER, model.provider())
                        .put(SpanAttributes.REQUEST_MODEL, model.name())
                        .put(SpanAttributes.MAX_TOKENS, (long) work.getMaxOutputTokens());
        if (outcome.getResult() instanceof Answer answer) {
            attributes
                    .put(SpanAttributes.RESPONSE_MODEL, answer.getModel())
                    .put(SpanAttributes.FINISH_REASONS, List.of(answer.getFinishReason()));
            used(attributes, answer.getUsage());
        } else {
            used(attributes, outcome.getWasted());
        }
        return new CallSpan(CHAT + " " + model.name(), kind(model), attributes.build());
    }

    private static void used(AttributesBuilder attributes, @Nullable Usage usage) {
        if (usage != null) {
            attributes
                    .put(SpanAttributes.INPUT_TOKENS, usage.getInputTokens())
                    .put(SpanAttributes.OUTPUT_TOKENS, usage.getOutputTokens());
        }
    }

    static CallSpan tool(ToolRequested work) {
        return new CallSpan(
                EXECUTE_TOOL + " " + work.getTool(),
                SpanKind.INTERNAL,
                of(EXECUTE_TOOL, work.getStep(), work.getAttempt())
                        .put(SpanAttributes.AGENT, work.getAgent())
                        .put(SpanAttributes.TOOL, work.getTool())
                        .put(SpanAttributes.TOOL_CALL, work.getToolCallId())
                        .build());
    }

    static CallSpan embedding(ChunkBatch work, ModelName model) {
        return new CallSpan(
                EMBEDDINGS + " " + model.name(),
                kind(model),
                Attributes.builder()
                        .put(SpanAttributes.OPERATION, EMBEDDINGS)
                        .put(SpanAttributes.ATTEMPT, (long) work.getAttempt())
                        .put(SpanAttributes.PROVIDER, model.provider())
                        .put(SpanAttributes.REQUEST_MODEL, model.name())
                        .build());
    }

    private static AttributesBuilder of(String operation, int step, int attempt) {
        return Attributes.builder()
                .put(SpanAttributes.OPERATION, operation)
                .put(SpanAttributes.STEP, (long) step)
                .put(SpanAttributes.ATTEMPT, (long) attempt);
    }

    private static SpanKind kind(ModelName model) {
        return model.isInProcess() ? SpanKind.INTERNAL : SpanKind.CLIENT;
    }
}
