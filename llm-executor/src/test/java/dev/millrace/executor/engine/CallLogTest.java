package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.StepCompleted;
import dev.millrace.TurnRequested;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Outcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CallLogTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock LATER =
            Clock.fixed(START.plus(Duration.ofMillis(1_500)), ZoneOffset.UTC);

    private final Logger logger = (Logger) LoggerFactory.getLogger(CallLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final CallLog<TurnRequested, StepCompleted> log =
            new CallLog<>(
                    new TurnTopics("unused", "log")
                            .work(_ -> new Answered("a", List.of(), "m", "stop", 1, 1)),
                    LATER);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.DEBUG);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void onlyTheFirstCallOfATaskIsToldAtInfo() {
        ended(1, 1, Outcome.OK);
        ended(1, 2, Outcome.OK);
        ended(2, 1, Outcome.OK);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO, Level.DEBUG, Level.DEBUG);
    }

    @Test
    void aLineHasFiguresAndTheTypeOfAFailureButNoWords() {
        ended(1, 1, "rate-limited");

        ILoggingEvent line = lines.list.getFirst();
        assertThat(line.getFormattedMessage())
                .contains("task t1", "rate-limited", "1500 ms")
                .doesNotContain("words of a prompt");
        Map<String, Object> fields =
                line.getKeyValuePairs().stream()
                        .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
        assertThat(fields)
                .containsEntry("event.outcome", "failure")
                .containsEntry("error.type", "rate-limited")
                .containsEntry("event.duration", 1_500_000_000L)
                .containsEntry("gen_ai.usage.input_tokens", 7L)
                .doesNotContainValue("words of a prompt");
    }

    private void ended(int step, int attempt, String result) {
        TurnRequested work =
                TurnRequested.newBuilder(TurnTopics.request("t1"))
                        .setStep(step)
                        .setAttempt(attempt)
                        .setPrompt("words of a prompt")
                        .build();
        log.ended(
                work,
                new Call("c1", START, 0, 0),
                new Outcome<>(new StepCompleted(), result, new Tokens(7, 0, 3)));
    }
}
