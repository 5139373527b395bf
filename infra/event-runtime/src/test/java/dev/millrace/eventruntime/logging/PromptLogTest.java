package dev.millrace.eventruntime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PromptLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(PromptLog.LOGGER);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.DEBUG);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        PromptLog.switchTo(false);
    }

    @Test
    void nothingIsShownUnlessItIsSwitchedOn() {
        PromptLog.show("prompt", "what a person wrote");
        assertThat(lines.list).isEmpty();
    }

    @Test
    void theBeginningOfATextIsShownAtDebug() {
        PromptLog.switchTo(true);

        PromptLog.show("prompt", "a".repeat(2_000) + "END");

        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getLevel)
                .isEqualTo(Level.DEBUG);
        assertThat(lines.list.getFirst().getFormattedMessage())
                .startsWith("prompt: aaa")
                .endsWith("… (3 more characters)")
                .doesNotContain("END");
    }
}
