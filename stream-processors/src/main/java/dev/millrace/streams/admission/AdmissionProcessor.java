package dev.millrace.streams.admission;

import dev.millrace.TaskAdmitted;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.TaskFailedException;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.streams.admission.AdmissionOutputs.Output;
import dev.millrace.streams.admission.AdmissionOutputs.Written;
import dev.millrace.streams.runtime.EndedTaskLog;
import dev.millrace.streams.state.SeenTask;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Moves records and state for {@link Admission}: drops ids that are known, writes what was decided,
 * forgets ids in time. Owns {@link SeenTasks} of its partition; lives as long as its stream task.
 */
final class AdmissionProcessor implements Processor<String, FoundRequest, String, byte[]> {

    private static final int MAX_SESSION_BYTES = 512;

    private final AdmissionSettings settings;
    private final Admission admission;
    private final AdmissionOutputs outputs;
    private final Clock clock;
    private final AdmissionMetrics metrics;
    private final AdmissionSpans spans;

    // Set by Kafka Streams before the first record.
    private @Nullable ProcessorContext<String, byte[]> initialized;
    private @Nullable SeenTasks opened;

    AdmissionProcessor(
            AdmissionSettings settings,
            Admission admission,
            EventSerdes serdes,
            Clock clock,
            AdmissionMetrics metrics,
            Spans spans) {
        this.settings = settings;
        this.admission = admission;
        this.outputs = new AdmissionOutputs(admission, serdes);
        this.clock = clock;
        this.metrics = metrics;
        this.spans = new AdmissionSpans(spans);
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        SeenTasks seen = new SeenTasks(context, settings.rememberIds());
        initialized = context;
        opened = seen;
        context.schedule(
                settings.forgetInterval(),
                PunctuationType.WALL_CLOCK_TIME,
                _ -> {
                    int forgotten = seen.forgetDue(clock.instant(), settings.forgetAtOnce());
                    if (forgotten > 0) {
                        metrics.forgotten(forgotten);
                    }
                });
    }

    @Override
    public void process(Record<String, FoundRequest> record) {
        ProcessorContext<String, byte[]> context = initialized;
        SeenTasks seen = opened;
        if (context == null || seen == null) {
            throw new IllegalStateException("a request came before the start of its processor");
        }
        FoundRequest found = record.value();
        String taskId = Admission.taskId(found);
        SeenTask known = seen.find(taskId);
        if (known != null) {
            metrics.dropped(
                    known.getTenantId().equals(found.tenantId())
                            ? AdmissionMetrics.Drop.DUPLICATE
                            : AdmissionMetrics.Drop.FOREIGN_DUPLICATE);
            return;
        }
        Instant now = clock.instant();
        RuntimeException failure = null;
        Written written;
        try {
            written = outputs.write(found, admission.decide(found, now), now);
        } catch (RuntimeException e) {
            if (RegistryUnavailableException.isCauseOf(e)) {
                throw e;
            }
            failure = e;
            written = outputs.write(found, admission.failed(found, now, e), now);
        }

        seen.remember(taskId, found.tenantId(), now);
        Headers headers = spans.onward(record.headers(), written.verdict());
        nameSession(headers, found.request().getSessionId());
        for (Output output : written.outputs()) {
            context.forward(
                    new Record<>(taskId, output.value().get(), now.toEpochMilli(), headers),
                    output.sink());
        }
        count(written.verdict(), headers);
        spans.decided(record.headers(), written.verdict(), now, clock.instant());
        if (failure != null) {
            // The caller has an answer; the record becomes a dead letter as well.
            throw new TaskFailedException(
                    taskId, found.tenantId(), "cannot decide about task " + taskId, failure);
        }
    }

    private void count(Verdict verdict, Headers headers) {
        switch (verdict) {
            case Verdict.Admitted admitted -> {
                metrics.admitted();
                if (!isPriced(admitted.task())) {
                    metrics.unpriced();
                }
            }
            case Verdict.Rejected rejected -> {
                metrics.rejected(rejected.result());
                EndedTaskLog.write(rejected.result(), headers);
            }
        }
    }

    private static boolean isPriced(TaskAdmitted task) {
        return task.getAgent().getModels().stream().noneMatch(model -> model.getPrice() == null);
    }

    /** To those who get the task's work, so that their logs can. */
    private static void nameSession(Headers headers, @Nullable String sessionId) {
        if (sessionId == null) {
            return;
        }
        byte[] name = sessionId.getBytes(StandardCharsets.UTF_8);
        if (name.length <= MAX_SESSION_BYTES) {
            headers.add(TaskLog.SESSION_HEADER, name);
        }
    }
}
