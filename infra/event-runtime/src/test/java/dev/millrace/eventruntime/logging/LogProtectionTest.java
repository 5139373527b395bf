package dev.millrace.eventruntime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.eventruntime.TaskLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroTypeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

/** Plants secrets and people's words in every part of a line, in both formats. */
class LogProtectionTest {

    private static final String SECRET = "planted-in-log-lines";
    private static final String WORDS = "what a person wrote";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"text", "ecs"})
    void noPartOfALineShowsSecretsOrWords(String format) {
        LogSecrets.add(SECRET);
        Logger logger = logger(format);
        MDC.put("odd", SECRET);
        Thread.currentThread().setName("thread-" + SECRET);
        try {
            logger.atError()
                    .addKeyValue("key", SECRET)
                    .setCause(
                            new IllegalStateException(
                                    "cannot use " + SECRET + ": " + WORDS,
                                    new AvroTypeException(WORDS)))
                    .log("message with {} and Bearer {}", SECRET, "planted-token");
        } finally {
            MDC.clear();
            Thread.currentThread().setName("main");
        }
        assertThat(lines())
                .doesNotContain("planted")
                .doesNotContain(WORDS)
                .contains("message with *** and Bearer ***", "cannot use ***: (not shown)")
                .contains("AvroTypeException", "LogProtectionTest");
    }

    @Test
    void aLineIsValidEcsWithTheIdsOfItsTask() throws Exception {
        Logger logger = logger("ecs");
        try (TaskLog _ =
                TaskLog.of("t1", "dev", "00-" + TRACE + "-00f067aa0ba902b7-01").session("s1")) {
            logger.atInfo()
                    .addKeyValue("event.duration", 1_000L)
                    .addKeyValue("millrace.task.state", "completed")
                    .log("Task {} is completed", "t1");
        }
        JsonNode line = new JsonMapper().readTree(lines());

        assertThat(line.at("/@timestamp").asText()).isNotBlank();
        assertThat(line.at("/log/level").asText()).isEqualTo("INFO");
        assertThat(line.at("/message").asText()).isEqualTo("Task t1 is completed");
        assertThat(line.at("/service/name").asText()).isEqualTo("a-service");
        assertThat(line.at("/ecs/version").asText()).isNotBlank();
        assertThat(line.at("/task/id").asText()).isEqualTo("t1");
        assertThat(line.at("/tenant/id").asText()).isEqualTo("dev");
        assertThat(line.at("/session/id").asText()).isEqualTo("s1");
        assertThat(line.at("/trace/id").asText()).isEqualTo(TRACE);
        assertThat(line.at("/span/id").asText()).isEqualTo("00f067aa0ba902b7");
        assertThat(line.at("/event/duration").isNumber()).isTrue();
        assertThat(line.at("/millrace/task/state").asText()).isEqualTo("completed");
    }

    @Test
    void protectingTwiceIsProtectingOnce() {
        logger("text").info("one line");
        LogProtection.protect(context);

        context.getLogger("a").info("another");

        assertThat(lines().lines()).hasSize(2);
    }

    private String lines() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private Logger logger(String format) {
        MockEnvironment environment =
                new MockEnvironment().withProperty("spring.application.name", "a-service");
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.putObject(Environment.class.getName(), environment);
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(format.equals("ecs") ? ecs() : text());
        appender.setOutputStream(written);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        LogProtection.protect(context);
        return context.getLogger("a");
    }

    private Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d %p [%t] %X %kvp %msg%n%ex");
        encoder.start();
        return encoder;
    }

    private Encoder<ILoggingEvent> ecs() {
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("ecs");
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }
}
