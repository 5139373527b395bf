package dev.millrace.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.http.FakeAudit;
import dev.millrace.gateway.identity.Identity;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private final FakeAudit audit = new FakeAudit();
    private final Refusals refusals = new Refusals(audit);

    @AfterEach
    void close() {
        refusals.close();
    }

    @Test
    void theFirstIsWrittenAtOnceAndTheRestAsANumber() {
        for (int i = 0; i < 1_000; i++) {
            refusals.refused(from("192.0.2.1"), "unauthorized", "GET /v1/tasks/" + i);
        }

        assertThat(audit.notes()).hasSize(1);
        AuditEntry first = audit.notes().getFirst();
        assertThat(first.action()).isEqualTo(AuditAction.REQUEST);
        assertThat(first.outcome()).isEqualTo(AuditOutcome.REFUSED);
        assertThat(first.target()).isEqualTo("GET /v1/tasks/0");
        assertThat(first.details()).containsEntry("problem", "unauthorized").hasSize(1);
        refusals.flush();
        assertThat(audit.notes()).hasSize(2);
        assertThat(audit.notes().getLast().details()).containsEntry("more", "999");
        assertThat(audit.notes().getLast().caller().clientAddress()).isEqualTo("192.0.2.1");
    }

    @Test
    void aFloodFromManyAddressesIsBounded() {
        for (int i = 0; i < 5_000; i++) {
            refusals.refused(from("10.0." + i / 250 + "." + i % 250), "unauthorized", "GET /");
        }
        refusals.flush();

        assertThat(audit.notes()).hasSize(Refusals.MOST_GROUPS + 1);
        AuditEntry others = audit.notes().getLast();
        assertThat(others.details())
                .containsEntry("more", Integer.toString(5_000 - Refusals.MOST_GROUPS));
        assertThat(others.caller().clientAddress()).isEmpty();
        assertThat(others.caller().actor()).isEqualTo("unknown");
    }

    @Test
    void differentReasonsAndCallersAreToldApart() {
        refusals.refused(from("192.0.2.1"), "unauthorized", "GET /");
        refusals.refused(from("192.0.2.1"), "rate-limited", "GET /");
        refusals.refused(from("192.0.2.2"), "unauthorized", "GET /");
        refusals.refused(
                new Caller(new Identity("acme", "ann", Set.of()), "192.0.2.1", "r"),
                "unauthorized",
                "GET /");

        assertThat(audit.notes()).hasSize(4);
        assertThat(audit.notes().getLast().tenantId()).isEqualTo("acme");
        refusals.flush();
        assertThat(audit.notes()).hasSize(4);
    }

    private static Caller from(String address) {
        return new Caller(Caller.UNKNOWN.identity(), address, "request");
    }
}
