package dev.millrace.gateway.view;

import dev.millrace.TaskState;
import dev.millrace.gateway.view.state.CitationEntry;
import dev.millrace.gateway.view.state.ErrorEntry;
import dev.millrace.gateway.view.state.ResultEntry;
import dev.millrace.gateway.view.state.TaskEntry;
import dev.millrace.gateway.view.state.ToolCallEntry;
import dev.millrace.gateway.view.state.UsageEntry;
import dev.millrace.schemas.TrustedAvroClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a task into the bytes of the view's store and back: Avro's single-object encoding, which
 * names the schema it was written with. The id is the store's key and not repeated.
 */
final class TaskStatusSerde {

    /** The schemas of earlier versions, whose entries may still lie in a store. */
    private static final List<String> EARLIER_SCHEMAS =
            List.of("/view/task-entry-1.avsc", "/view/task-entry-2.avsc");

    private static final BinaryMessageDecoder<TaskEntry> DECODER = decoder();

    private static BinaryMessageDecoder<TaskEntry> decoder() {
        TrustedAvroClasses.trustPackage(TaskEntry.class.getPackageName());
        SchemaStore.Cache schemas = new SchemaStore.Cache();
        EARLIER_SCHEMAS.forEach(name -> schemas.addSchema(schema(name)));
        return TaskEntry.createDecoder(schemas);
    }

    private static Schema schema(String name) {
        try (InputStream text =
                Objects.requireNonNull(TaskStatusSerde.class.getResourceAsStream(name), name)) {
            return new Schema.Parser().parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private TaskStatusSerde() {}

    static byte[] toBytes(TaskStatus task) {
        TaskEntry entry =
                TaskEntry.newBuilder()
                        .setTenantId(task.tenantId())
                        .setAgent(task.agent())
                        .setState(task.state().name())
                        .setStep(task.step())
                        .setMaxSteps(task.maxSteps())
                        .setCreatedAt(task.createdAt())
                        .setUpdatedAt(task.updatedAt())
                        .setSequence(task.sequence())
                        .setResult(result(task.result()))
                        .setUsage(usage(task.usage()))
                        .setError(error(task.error()))
                        .setRedriveOf(task.redriveOf())
                        .setRedrivenAs(task.redrivenAs())
                        .setRequest(task.request())
                        .build();
        try {
            ByteBuffer buffer = entry.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode task " + task.id(), e);
        }
    }

    static TaskStatus fromBytes(String id, byte[] bytes) {
        try {
            TaskEntry entry = DECODER.decode(bytes);
            return new TaskStatus(
                    id,
                    entry.getTenantId(),
                    entry.getAgent(),
                    TaskState.valueOf(entry.getState()),
                    entry.getStep(),
                    entry.getMaxSteps(),
                    entry.getCreatedAt(),
                    entry.getUpdatedAt(),
                    entry.getSequence(),
                    result(entry.getResult()),
                    usage(entry.getUsage()),
                    error(entry.getError()),
                    entry.getRedriveOf(),
                    entry.getRedrivenAs(),
                    entry.getRequest());
        } catch (IOException e) {
            throw new SerializationException("the view's entry of task " + id + " is damaged", e);
        }
    }

    private static @Nullable ResultEntry result(TaskStatus.@Nullable Result result) {
        return result == null
                ? null
                : ResultEntry.newBuilder()
                        .setText(result.text())
                        .setCitations(
                                result.citations().stream()
                                        .map(
                                                citation ->
                                                        new CitationEntry(
                                                                citation.documentId(),
                                                                citation.quote(),
                                                                citation.score()))
                                        .toList())
                        .setModel(result.model())
                        .setDegraded(result.degraded())
                        .setToolCalls(
                                result.toolCalls().stream()
                                        .map(
                                                call ->
                                                        new ToolCallEntry(
                                                                call.id(),
                                                                call.name(),
                                                                call.arguments()))
                                        .toList())
                        .setFinishReason(result.finishReason())
                        .build();
    }

    private static TaskStatus.@Nullable Result result(@Nullable ResultEntry entry) {
        return entry == null
                ? null
                : new TaskStatus.Result(
                        entry.getText(),
                        entry.getCitations().stream()
                                .map(
                                        citation ->
                                                new TaskStatus.Citation(
                                                        citation.getDocumentId(),
                                                        citation.getQuote(),
                                                        citation.getScore()))
                                .toList(),
                        entry.getModel(),
                        entry.getDegraded(),
                        entry.getToolCalls().stream()
                                .map(
                                        call ->
                                                new TaskStatus.ToolCall(
                                                        call.getId(),
                                                        call.getName(),
                                                        call.getArguments()))
                                .toList(),
                        entry.getFinishReason());
    }

    static @Nullable UsageEntry usage(TaskStatus.@Nullable Usage usage) {
        return usage == null
                ? null
                : new UsageEntry(
                        usage.inputTokens(),
                        usage.outputTokens(),
                        usage.costMicroUsd(),
                        usage.cachedInputTokens());
    }

    static TaskStatus.@Nullable Usage usage(@Nullable UsageEntry entry) {
        return Optional.ofNullable(entry)
                .map(
                        e ->
                                new TaskStatus.Usage(
                                        e.getInputTokens(),
                                        e.getOutputTokens(),
                                        e.getCostMicroUsd(),
                                        e.getCachedInputTokens()))
                .orElse(null);
    }

    static @Nullable ErrorEntry error(TaskStatus.@Nullable Problem problem) {
        return problem == null
                ? null
                : new ErrorEntry(problem.type(), problem.title(), problem.detail());
    }

    static TaskStatus.@Nullable Problem error(@Nullable ErrorEntry entry) {
        return entry == null
                ? null
                : new TaskStatus.Problem(entry.getType(), entry.getTitle(), entry.getDetail());
    }
}
