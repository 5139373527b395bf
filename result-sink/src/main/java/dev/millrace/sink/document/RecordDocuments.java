package dev.millrace.sink.document;

import static dev.millrace.sink.document.FieldValues.cost;
import static dev.millrace.sink.document.FieldValues.identified;
import static dev.millrace.sink.document.FieldValues.model;
import static dev.millrace.sink.document.FieldValues.tokens;

import dev.millrace.AuditRecorded;
import dev.millrace.UsageRecorded;
import dev.millrace.sink.document.Fields.AuditFields;
import dev.millrace.sink.document.Fields.Client;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.GenAi;
import dev.millrace.sink.document.Fields.Http;
import dev.millrace.sink.document.Fields.Named;
import dev.millrace.sink.document.Fields.Request;
import dev.millrace.sink.document.Fields.TaskFields;
import dev.millrace.sink.document.Fields.UsageFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes documents of what is recorded beside the tasks: usage and audit. */
public final class RecordDocuments {

    /** Actions on tasks, whose target is a task id. */
    private static final String ON_TASKS = "task.";

    private RecordDocuments() {}

    /** The document of a physical call; a repeated record of it makes the same id. */
    public static Document of(UsageRecorded usage) {
        return new Document(
                Target.USAGE,
                usage.getCallId(),
                0,
                new Fields.OfUsage(
                        usage.getAt(),
                        new EventFields(usage.getCallId(), null, null),
                        new TaskFields(
                                usage.getTaskId(),
                                null,
                                usage.getStep(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                List.of(),
                                null),
                        usage.getAgent().isBlank() ? null : new Named(usage.getAgent()),
                        identified(usage.getTenantId()),
                        identified(usage.getUserId()),
                        new GenAi(model(usage.getModel()), null, tokens(usage.getUsage())),
                        cost(usage.getUsage()),
                        new UsageFields(
                                usage.getCallId(), usage.getAttempt(), usage.getDropped())));
    }

    /** The document of an action; a repeated record of it makes the same id. */
    public static Document of(AuditRecorded audit) {
        return new Document(
                Target.AUDIT,
                audit.getId(),
                0,
                new Fields.OfAudit(
                        audit.getAt(),
                        new EventFields(
                                audit.getId(),
                                audit.getAction(),
                                null,
                                audit.getOutcome().equals("ok") ? "success" : "failure"),
                        identified(audit.getTenantId()),
                        audit.getAction().startsWith(ON_TASKS)
                                ? identified(audit.getTarget())
                                : null,
                        new AuditFields(
                                audit.getActor(),
                                audit.getTarget(),
                                audit.getOutcome(),
                                audit.getDetails()),
                        client(audit.getClientAddress()),
                        http(audit.getRequestId())));
    }

    private static @Nullable Client client(String address) {
        return address.isBlank() ? null : new Client(address);
    }

    private static @Nullable Http http(String requestId) {
        return requestId.isBlank() ? null : new Http(new Request(requestId));
    }
}
