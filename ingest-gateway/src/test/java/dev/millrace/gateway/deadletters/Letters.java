package dev.millrace.gateway.deadletters;

import dev.millrace.AgentSnapshot;
import dev.millrace.Document;
import dev.millrace.TaskAdmitted;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Dead letters as the services of the pipeline write them. */
public final class Letters {

    public static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");

    private final EventSerdes serdes;
    private final FakeLetterLog log;

    public Letters(EventSerdes serdes, FakeLetterLog log) {
        this.serdes = serdes;
        this.log = log;
    }

    /** A record of a topic that is no event. */
    public LetterId garbage(String topic, String key, Instant at) {
        ProducerRecord<byte[], byte[]> letter =
                DeadLetters.of(
                        source(topic, key, "garbage".getBytes(StandardCharsets.UTF_8)),
                        new IllegalStateException("not an event of " + topic));
        return add(letter, at);
    }

    /** A record whose letter has no value, as when it would have been too large. */
    public LetterId withoutValue(String topic, String key, Instant at) {
        ProducerRecord<byte[], byte[]> letter =
                DeadLetters.of(
                        source(topic, key, "too large".getBytes(StandardCharsets.UTF_8)),
                        new IllegalStateException("not an event of " + topic));
        return add(
                new ProducerRecord<>(letter.topic(), null, letter.key(), null, letter.headers()),
                at);
    }

    /** The letter of a failed task that has no value. */
    LetterId failedWithoutValue(String taskId, Instant at) {
        Headers headers = new RecordHeaders().add(LetterReader.TASK_HEADER, bytes(taskId));
        return add(
                new ProducerRecord<>(
                        Topics.TASKS_ADMITTED.deadLetterName(), null, bytes(taskId), null, headers),
                at);
    }

    /** A task that failed, with its record on the topic of admitted tasks. */
    public LetterId failed(String taskId, String tenant, Instant at) {
        TaskAdmitted task = admitted(taskId, tenant);
        long offset =
                log.add(
                        Topics.TASKS_ADMITTED.name(),
                        1,
                        at,
                        bytes(taskId),
                        value(task),
                        new RecordHeaders());
        return failedWithoutOriginal(taskId, tenant, at, offset, "2");
    }

    /** A task that failed, whose record on the topic of admitted tasks is somewhere else. */
    public LetterId failedWithoutOriginal(
            String taskId, String tenant, Instant at, long offset, String documents) {
        TaskAdmitted task =
                TaskAdmitted.newBuilder(admitted(taskId, tenant)).setDocuments(List.of()).build();
        Headers headers = new RecordHeaders();
        Map.of(
                        DeadLetters.TOPIC_HEADER,
                        Topics.TASKS_ADMITTED.name(),
                        DeadLetters.PARTITION_HEADER,
                        "1",
                        DeadLetters.OFFSET_HEADER,
                        Long.toString(offset),
                        DeadLetters.EXCEPTION_HEADER,
                        "deadline",
                        DeadLetters.MESSAGE_HEADER,
                        "Too late: the deadline passed",
                        LetterReader.TASK_HEADER,
                        taskId,
                        LetterReader.TENANT_HEADER,
                        tenant,
                        FailedTasks.DOCUMENTS_HEADER,
                        documents)
                .forEach((name, text) -> headers.add(name, bytes(text)));
        return add(
                new ProducerRecord<>(
                        Topics.TASKS_ADMITTED.deadLetterName(),
                        null,
                        bytes(taskId),
                        value(task),
                        headers),
                at);
    }

    static TaskAdmitted admitted(String taskId, String tenant) {
        return TaskAdmitted.newBuilder()
                .setTaskId(taskId)
                .setTenantId(tenant)
                .setUserId("anna")
                .setAgent(AgentSnapshot.newBuilder().setName("researcher").build())
                .setPrompt("a secret question")
                .setDocuments(List.of(new Document("a", "A", "Because.")))
                .setDeadline(AT.plusSeconds(300))
                .setMaxCostMicroUsd(500_000L)
                .setMetadata(Map.of("k", "v"))
                .setSubmittedAt(AT)
                .setAdmittedAt(AT)
                .setRoles(List.of("submitter"))
                .build();
    }

    private LetterId add(ProducerRecord<byte[], byte[]> letter, Instant at) {
        long offset =
                log.add(letter.topic(), 1, at, letter.key(), letter.value(), letter.headers());
        return new LetterId(letter.topic(), 1, offset);
    }

    private byte[] value(TaskAdmitted task) {
        return serdes.serializer(Topics.TASKS_ADMITTED)
                .serialize(Topics.TASKS_ADMITTED.name(), task);
    }

    private static ConsumerRecord<byte[], byte[]> source(String topic, String key, byte[] value) {
        return new ConsumerRecord<>(
                topic,
                1,
                17,
                AT.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                value.length,
                bytes(key),
                value,
                new RecordHeaders().add("traceparent", bytes("00-1-2-01")),
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
