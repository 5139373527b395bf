package dev.millrace.gateway.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.AuditRecorded;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FatesTest {

    private static final LetterId LETTER = new LetterId("agents.tasks.events.dlq", 0, 1);

    private final Fates fates = new Fates();

    @Test
    void aLetterIsOpenUntilSomethingIsDoneAboutIt() {
        assertThat(fates.of(LETTER)).isEqualTo(Fate.OPEN);

        fates.take(entry("dead-letter.redrive", "ok", Map.of("newTaskId", "redrive-1")));
        assertThat(fates.of(LETTER)).isEqualTo(new Fate(LetterStatus.REDRIVEN, "redrive-1"));

        fates.take(entry("dead-letter.drop", "ok", Map.of()));
        assertThat(fates.of(LETTER)).isEqualTo(new Fate(LetterStatus.DROPPED, null));
    }

    @Test
    void whatWasRefusedAndWhatIsOfNoConcernChangesNothing() {
        fates.take(entry("dead-letter.redrive", "refused", Map.of()));
        fates.take(entry("task.cancel", "ok", Map.of()));
        fates.take(entry("something.new", "ok", Map.of()));

        assertThat(fates.of(LETTER)).isEqualTo(Fate.OPEN);
    }

    @Test
    void theOldestEntriesAreForgotten() {
        for (int i = 0; i <= Fates.MAX_ENTRIES; i++) {
            fates.set(
                    new LetterId("agents.tasks.events.dlq", 0, i).toString(),
                    new Fate(LetterStatus.DROPPED, null));
        }

        assertThat(fates.of(new LetterId("agents.tasks.events.dlq", 0, 0))).isEqualTo(Fate.OPEN);
        assertThat(fates.of(LETTER).status()).isEqualTo(LetterStatus.DROPPED);
    }

    @Test
    void nobodyIsToldBeforeTheAuditIsRead() {
        assertThatThrownBy(() -> fates.awaitComplete(Duration.ofMillis(1)))
                .isInstanceOf(LettersUnavailableException.class);

        fates.markComplete();

        fates.awaitComplete(Duration.ofMillis(1));
    }

    private static AuditRecorded entry(String action, String outcome, Map<String, String> details) {
        return AuditRecorded.newBuilder()
                .setId("id")
                .setAt(Letters.AT)
                .setActor("anna")
                .setAction(action)
                .setTarget(LETTER.toString())
                .setOutcome(outcome)
                .setDetails(details)
                .build();
    }
}
