package dev.millrace.gateway.view;

import dev.millrace.TaskState;
import dev.millrace.gateway.view.state.CitationEntry;
import dev.millrace.gateway.view.state.ErrorEntry;
import dev.millrace.gateway.view.state.ResultEntry;
import dev.millrace.gateway.view.state.TaskEntry;
import dev.millrace.gateway.view.state.UsageEntry;
import dev.millrace.schemas.TrustedAvroClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a task into the bytes of the view's store and back: Avro's single-object encoding, which
 * names the schema it was written with. The id is the store's key and not repeated.
 */
final class TaskStatusSerde {

    static {
        TrustedAvroClasses.trustPackage(TaskEntry.class.getPackageName());
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
            TaskEntry entry = TaskEntry.fromByteBuffer(ByteBuffer.wrap(bytes));
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
                    error(entry.getError()));
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
                        entry.getDegraded());
    }

    private static @Nullable UsageEntry usage(TaskStatus.@Nullable Usage usage) {
        return usage == null
                ? null
                : new UsageEntry(usage.inputTokens(), usage.outputTokens(), usage.costMicroUsd());
    }

    private static TaskStatus.@Nullable Usage usage(@Nullable UsageEntry entry) {
        return Optional.ofNullable(entry)
                .map(
                        e ->
                                new TaskStatus.Usage(
                                        e.getInputTokens(),
                                        e.getOutputTokens(),
                                        e.getCostMicroUsd()))
                .orElse(null);
    }

    private static @Nullable ErrorEntry error(TaskStatus.@Nullable Problem problem) {
        return problem == null
                ? null
                : new ErrorEntry(problem.type(), problem.title(), problem.detail());
    }

    private static TaskStatus.@Nullable Problem error(@Nullable ErrorEntry entry) {
        return entry == null
                ? null
                : new TaskStatus.Problem(entry.getType(), entry.getTitle(), entry.getDetail());
    }
}
