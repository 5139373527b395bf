package dev.millrace.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.gateway.intake.Refusal;
import dev.millrace.gateway.intake.RefusedException;
import dev.millrace.gateway.limits.OpenRequests.Kind;
import dev.millrace.gateway.limits.OpenRequests.Lease;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {

    private final OpenRequests open = new OpenRequests(new OpenSettings(3, 2, 1, 1));

    @Test
    void aTenantHasNoMoreStreamsThanItMay() {
        open.acquire(Kind.STREAM, "a");
        Lease second = open.acquire(Kind.STREAM, "a");

        assertThatThrownBy(() -> open.acquire(Kind.STREAM, "a"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(Refusal.RATE_LIMITED);
                            assertThat(refused.headers()).containsKey("Retry-After");
                        });
        open.acquire(Kind.STREAM, "b");
        assertThat(open.count(Kind.STREAM)).isEqualTo(3);

        second.close();
        open.acquire(Kind.STREAM, "a");
    }

    @Test
    void everybodyTogetherHasNoMoreThanTheInstanceKeeps() {
        open.acquire(Kind.WAIT, "a");

        assertThatThrownBy(() -> open.acquire(Kind.WAIT, "b"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.OVERLOADED));
        open.acquire(Kind.STREAM, "b");
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Lease lease = open.acquire(Kind.STREAM, "a");
        open.acquire(Kind.STREAM, "b");

        lease.close();
        lease.close();

        assertThat(open.count(Kind.STREAM)).isEqualTo(1);
    }
}
