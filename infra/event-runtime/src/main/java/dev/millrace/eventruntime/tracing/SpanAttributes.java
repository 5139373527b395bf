package dev.millrace.eventruntime.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;

/** The names of what spans tell: OpenTelemetry's where it has one, else ours. */
public final class SpanAttributes {

    public static final AttributeKey<String> TASK = AttributeKey.stringKey("millrace.task.id");
    public static final AttributeKey<String> TENANT = AttributeKey.stringKey("millrace.tenant.id");
    public static final AttributeKey<String> STATE = AttributeKey.stringKey("millrace.task.state");
    public static final AttributeKey<Long> STEPS = AttributeKey.longKey("millrace.task.steps");
    public static final AttributeKey<Long> STEP = AttributeKey.longKey("millrace.step");
    public static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("millrace.attempt");

    /** How long a record waited in the service before its work began, in milliseconds. */
    public static final AttributeKey<Long> WAITED = AttributeKey.longKey("millrace.waited_ms");

    public static final AttributeKey<String> OPERATION =
            AttributeKey.stringKey("gen_ai.operation.name");
    public static final AttributeKey<String> PROVIDER =
            AttributeKey.stringKey("gen_ai.provider.name");
    public static final AttributeKey<String> REQUEST_MODEL =
            AttributeKey.stringKey("gen_ai.request.model");
    public static final AttributeKey<Long> MAX_TOKENS =
            AttributeKey.longKey("gen_ai.request.max_tokens");
    public static final AttributeKey<String> RESPONSE_MODEL =
            AttributeKey.stringKey("gen_ai.response.model");
    public static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    public static final AttributeKey<Long> INPUT_TOKENS =
            AttributeKey.longKey("gen_ai.usage.input_tokens");
    public static final AttributeKey<Long> OUTPUT_TOKENS =
            AttributeKey.longKey("gen_ai.usage.output_tokens");
    public static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
    public static final AttributeKey<String> CONVERSATION =
            AttributeKey.stringKey("gen_ai.conversation.id");
    public static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    public static final AttributeKey<String> TOOL_CALL =
            AttributeKey.stringKey("gen_ai.tool.call.id");

    public static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final AttributeKey<String> MESSAGING_SYSTEM =
            AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> MESSAGING_OPERATION =
            AttributeKey.stringKey("messaging.operation");
    private static final AttributeKey<String> DESTINATION =
            AttributeKey.stringKey("messaging.destination.name");

    private SpanAttributes() {}

    /** What every span of a task tells. */
    public static AttributesBuilder ofTask(String taskId, String tenantId) {
        return Attributes.builder().put(TASK, taskId).put(TENANT, tenantId);
    }

    /** What a span tells that reads records. */
    public static AttributesBuilder consumed(AttributesBuilder attributes, String topic) {
        return messaging(attributes, topic, "process");
    }

    /** What a span tells that writes a record. */
    public static AttributesBuilder published(AttributesBuilder attributes, String topic) {
        return messaging(attributes, topic, "publish");
    }

    private static AttributesBuilder messaging(
            AttributesBuilder attributes, String topic, String operation) {
        return attributes
                .put(MESSAGING_SYSTEM, "kafka")
                .put(MESSAGING_OPERATION, operation)
                .put(DESTINATION, topic);
    }
}
