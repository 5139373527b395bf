package dev.millrace.sink.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.AuditRecorded;
import dev.millrace.Usage;
import dev.millrace.UsageRecorded;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.sink.document.Fields.CacheRead;
import dev.millrace.sink.document.Fields.Cost;
import dev.millrace.sink.document.Fields.Identified;
import dev.millrace.sink.document.Fields.Model;
import dev.millrace.sink.document.Fields.Tokens;
import dev.millrace.sink.document.Fields.UsageFields;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordDocumentsTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeAll
    static void trustOurClasses() {
        TrustedAvroClasses.install();
    }

    @Test
    void aPhysicalCallIsOneDocument() {
        Document document =
                RecordDocuments.of(
                        usage().setUserId("ann")
                                .setAgent("researcher")
                                .setStep(3)
                                .setAttempt(2)
                                .setModel("big")
                                .setUsage(new Usage(100L, 20L, 1_234L, 40L))
                                .setDropped(true)
                                .build());

        assertThat(document.target()).isEqualTo(Target.USAGE);
        assertThat(document.id()).isEqualTo("call-1");
        Fields.OfUsage fields = (Fields.OfUsage) document.fields();
        assertThat(fields.timestamp()).isEqualTo(AT);
        assertThat(fields.task().id()).isEqualTo("task-1");
        assertThat(fields.task().step()).isEqualTo(3);
        assertThat(fields.tenant()).isEqualTo(new Identified("acme"));
        assertThat(fields.genAi().request()).isEqualTo(new Model("big"));
        assertThat(fields.genAi().usage()).isEqualTo(new Tokens(100, 20, new CacheRead(40)));
        assertThat(fields.cost()).isEqualTo(new Cost(0.001234));
        assertThat(fields.usage()).isEqualTo(new UsageFields("call-1", 2, true));
    }

    @Test
    void usageOfATaskThatIsNoLongerKnownHasNoAgent() {
        Fields.OfUsage fields = (Fields.OfUsage) RecordDocuments.of(usage().build()).fields();

        assertThat(fields.agent()).isNull();
        assertThat(fields.user()).isNull();
        assertThat(fields.genAi().request()).isNull();
    }

    @Test
    void usageWithoutACallIsNoDocument() {
        assertThatThrownBy(() -> RecordDocuments.of(usage().setCallId("").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an id");
    }

    @Test
    void anActionIsOneDocument() {
        Document document =
                RecordDocuments.of(
                        audit().setAction("dead-letter.redrive")
                                .setTarget("agents.tasks.admitted.dlq:1:17")
                                .setClientAddress("10.0.0.7")
                                .setRequestId("r-1")
                                .setDetails(Map.of("newTaskId", "redrive-1"))
                                .build());

        assertThat(document.target()).isEqualTo(Target.AUDIT);
        assertThat(document.id()).isEqualTo("audit-1");
        Fields.OfAudit fields = (Fields.OfAudit) document.fields();
        assertThat(fields.event().action()).isEqualTo("dead-letter.redrive");
        assertThat(fields.event().outcome()).isEqualTo("success");
        assertThat(fields.audit().actor()).isEqualTo("ann");
        assertThat(fields.audit().target()).isEqualTo("agents.tasks.admitted.dlq:1:17");
        assertThat(fields.audit().details()).containsEntry("newTaskId", "redrive-1");
        assertThat(fields.client()).isEqualTo(new Fields.Client("10.0.0.7"));
        assertThat(fields.http()).isEqualTo(new Fields.Http(new Fields.Request("r-1")));
        assertThat(fields.task()).isNull();
    }

    @Test
    void anActionOnATaskIsFoundByTheTask() {
        Fields.OfAudit fields =
                (Fields.OfAudit)
                        RecordDocuments.of(
                                        audit().setAction("task.cancel")
                                                .setTarget("task-1")
                                                .setOutcome("refused")
                                                .build())
                                .fields();

        assertThat(fields.task()).isEqualTo(new Identified("task-1"));
        assertThat(fields.event().outcome()).isEqualTo("failure");
        assertThat(fields.audit().outcome()).isEqualTo("refused");
        assertThat(fields.client()).isNull();
        assertThat(fields.http()).isNull();
    }

    private static UsageRecorded.Builder usage() {
        return UsageRecorded.newBuilder()
                .setCallId("call-1")
                .setTaskId("task-1")
                .setTenantId("acme")
                .setUsage(new Usage(0L, 0L, 0L, 0L))
                .setAt(AT);
    }

    private static AuditRecorded.Builder audit() {
        return AuditRecorded.newBuilder()
                .setId("audit-1")
                .setAt(AT)
                .setActor("ann")
                .setTenantId("acme")
                .setAction("task.cancel");
    }
}
