package dev.millrace.gateway.intake;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.submission.NewTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one line at {@code info} about each task: that it was accepted. */
public final class AcceptedTaskLog {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptedTaskLog.class);

    private AcceptedTaskLog() {}

    /** Tells of a task, unless an earlier request has made it. */
    public static void write(Received received, TraceParent trace) {
        if (received.replayed()) {
            return;
        }
        NewTask task = received.task();
        try (TaskLog _ =
                TaskLog.of(task.id(), task.tenantId(), trace.toString())
                        .session(task.sessionId())) {
            LOG.atInfo()
                    .addKeyValue("event.action", "task-accepted")
                    .addKeyValue("event.outcome", "success")
                    .addKeyValue("gen_ai.agent.name", task.agent())
                    .addKeyValue("millrace.task.priority", task.priority().name())
                    .addKeyValue("millrace.task.documents", task.documents().size())
                    .log(
                            "Accepted task {} of tenant {} for agent {}",
                            task.id(),
                            task.tenantId(),
                            task.agent());
        }
    }
}
