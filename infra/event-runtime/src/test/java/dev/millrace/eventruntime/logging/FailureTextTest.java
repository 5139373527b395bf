package dev.millrace.eventruntime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.LocalDate;
import java.util.concurrent.ExecutionException;
import org.apache.avro.AvroTypeException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FailureTextTest {

    private static final String WORDS = "what a person wrote";

    @AfterEach
    void promptsAreOffAgain() {
        PromptLog.switchTo(false);
    }

    @Test
    void whatInfrastructureSaysIsShown() {
        assertThat(FailureText.of(new ConnectException("Connection refused")))
                .isEqualTo("java.net.ConnectException: Connection refused");
        assertThat(FailureText.of(new IllegalStateException("of ours"))).endsWith(": of ours");
        assertThat(FailureText.of(new IOException())).isEqualTo("java.io.IOException");
    }

    @Test
    void whatOthersQuoteIsNot() {
        for (Throwable quoting :
                new Throwable[] {
                    new AvroTypeException("Expected int. Got " + WORDS),
                    new SerializationException("cannot read " + WORDS),
                    thrownBy(() -> Integer.parseInt(WORDS)),
                    thrownBy(() -> LocalDate.parse(String.valueOf((Object) WORDS))),
                    thrownBy(() -> Thread.State.valueOf(WORDS)),
                }) {
            assertThat(FailureText.of(quoting))
                    .startsWith(quoting.getClass().getName())
                    .doesNotContain(WORDS);
        }
    }

    @Test
    void whoeverRepeatsAQuoteIsShownWithoutIt() {
        AvroTypeException quoting = new AvroTypeException(WORDS + "\nat field 3");

        assertThat(FailureText.of(new ExecutionException(quoting)))
                .contains("AvroTypeException")
                .doesNotContain(WORDS);
        assertThat(FailureText.of(new IllegalStateException("task t1: " + WORDS, quoting)))
                .contains("task t1: (not shown)")
                .doesNotContain(WORDS);
        assertThat(
                        FailureText.of(
                                new UncheckedIOException(
                                        "read: " + quoting.getMessage(),
                                        new IOException("no", quoting))))
                .doesNotContain(WORDS);
    }

    @Test
    void withPromptsOnEverythingIsShown() {
        PromptLog.switchTo(true);

        assertThat(FailureText.of(new AvroTypeException(WORDS))).contains(WORDS);
    }

    private static Throwable thrownBy(Executable action) {
        try {
            action.execute();
        } catch (Throwable thrown) {
            return thrown;
        }
        throw new AssertionError("nothing was thrown");
    }
}
