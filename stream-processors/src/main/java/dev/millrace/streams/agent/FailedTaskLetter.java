package dev.millrace.streams.agent;

import dev.millrace.TaskError;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of the dead letter of a task that failed: which task, why, and where it lies. */
final class FailedTaskLetter {

    static final String TASK_HEADER = "millrace.task";
    static final String TENANT_HEADER = "millrace.tenant";

    static final String DOCUMENTS_HEADER = "millrace.documents";

    private static final int MAX_MESSAGE_BYTES = 1_024;

    private FailedTaskLetter() {}

    static Headers headers(Emission.DeadLetter letter, Headers trace) {
        Headers headers = new RecordHeaders(trace);
        add(headers, DeadLetters.TOPIC_HEADER, Topics.TASKS_ADMITTED.name());
        if (letter.place().isKnown()) {
            add(
                    headers,
                    DeadLetters.PARTITION_HEADER,
                    Integer.toString(letter.place().partition()));
            add(headers, DeadLetters.OFFSET_HEADER, Long.toString(letter.place().offset()));
        }
        add(headers, DeadLetters.EXCEPTION_HEADER, letter.error().getType());
        add(headers, DeadLetters.MESSAGE_HEADER, message(letter.error()));
        add(headers, TASK_HEADER, letter.task().getTaskId());
        add(headers, TENANT_HEADER, letter.task().getTenantId());
        if (letter.documents() >= 0) {
            add(headers, DOCUMENTS_HEADER, Integer.toString(letter.documents()));
        }
        return headers;
    }

    private static String message(TaskError error) {
        String detail = error.getDetail().isBlank() ? "" : ": " + error.getDetail();
        return Texts.cut(error.getTitle() + detail, MAX_MESSAGE_BYTES);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
