package dev.millrace.sink.intake;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Fields.Identified;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one line at {@code info} about each task: that its result is stored. */
final class StoredResultLog {

    private static final Logger LOG = LoggerFactory.getLogger(StoredResultLog.class);

    private StoredResultLog() {}

    /**
     * Tells of a document if it is a result.
     *
     * @param delay since its record was written
     */
    static void write(ConsumerRecord<byte[], byte[]> source, Document document, Duration delay) {
        if (!(document.fields() instanceof Fields.OfResult result)) {
            return;
        }
        try (TaskLog _ =
                TaskLog.of(document.id(), id(result.tenant()), source.headers())
                        .session(id(result.session()))) {
            LOG.atInfo()
                    .addKeyValue("event.action", "result-stored")
                    .addKeyValue("event.outcome", "success")
                    .addKeyValue("event.duration", delay.toNanos())
                    .log(
                            "The result of task {} is stored, {} ms after it was written",
                            document.id(),
                            delay.toMillis());
        }
    }

    private static String id(@Nullable Identified identified) {
        return identified == null ? "" : identified.id();
    }
}
