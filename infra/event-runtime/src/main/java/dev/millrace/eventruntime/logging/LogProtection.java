package dev.millrace.eventruntime.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Lets every appender that writes, of the console or a file and in whatever format, mask secrets;
 * right after Spring Boot has set up the logging, before anything is written.
 */
final class LogProtection
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    static final String PROMPTS = "MILLRACE_LOG_PROMPTS";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        LogSecrets.addAll(ConfiguredSecrets.of(event.getEnvironment()));
        PromptLog.switchTo(
                event.getEnvironment().getProperty(PROMPTS, Boolean.class, Boolean.FALSE));
        protect(LoggerFactory.getILoggerFactory());
        if (PromptLog.isOn()) {
            LoggerFactory.getLogger(LogProtection.class)
                    .warn(
                            "{} is on: prompts, documents, tool arguments and answers are written"
                                    + " into this log",
                            PROMPTS);
        }
    }

    static void protect(ILoggerFactory logging) {
        if (logging instanceof LoggerContext context) {
            for (Logger logger : context.getLoggerList()) {
                for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders();
                        all.hasNext(); ) {
                    if (all.next() instanceof OutputStreamAppender<ILoggingEvent> writing) {
                        protect(writing);
                    }
                }
            }
        }
    }

    private static void protect(OutputStreamAppender<ILoggingEvent> appender) {
        Encoder<ILoggingEvent> encoder = appender.getEncoder();
        if (encoder instanceof MaskingEncoder) {
            return;
        }
        MaskingEncoder masking = new MaskingEncoder(encoder);
        masking.setContext(appender.getContext());
        masking.start();
        appender.setEncoder(masking);
    }

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }
}
