package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** With 3 s of silence, and the defaults: then 8 KB/s, and 30 s in all. */
class BodyPaceTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int KIB = 1024;

    private final BodyPace pace =
            new BodyPace(
                    new Binder(
                                    new MapConfigurationPropertySource(
                                            Map.of("millrace.gateway.http.body-silence", "3s")))
                            .bindOrCreate("millrace.gateway.http", HttpSettings.class));

    @Test
    void aSlowBeginningIsForgiven() {
        assertThatCode(() -> pace.came(1, 3 * SECOND)).doesNotThrowAnyException();
    }

    @Test
    void whatDripsIsTooSlow() {
        pace.came(1, 2 * SECOND);

        assertTooSlow(1, 2 * SECOND);
    }

    @Test
    void aLargeBodyOverASlowLineGoesOn() {
        for (int i = 0; i < 29; i++) {
            pace.came(8 * KIB, SECOND);
        }
    }

    @Test
    void aBodyEndsSomeTime() {
        for (int i = 0; i < 30; i++) {
            pace.came(100 * KIB, SECOND);
        }

        assertTooSlow(100 * KIB, SECOND);
    }

    private void assertTooSlow(int more, long nanos) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> pace.came(more, nanos))
                .matches(problem -> problem.type() == ProblemType.REQUEST_TIMEOUT);
    }
}
