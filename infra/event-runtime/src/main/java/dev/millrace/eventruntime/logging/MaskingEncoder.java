package dev.millrace.eventruntime.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/**
 * Takes secrets out of whatever another encoder has made of an event, be it text or JSON, and shows
 * of failures only what {@link FailureText} lets through. Owns the other encoder.
 */
final class MaskingEncoder extends EncoderBase<ILoggingEvent> {

    /** Tells, before all others, why a service does not start: of its configuration only. */
    private static final String START = "org.springframework.boot.SpringApplication";

    private final Encoder<ILoggingEvent> encoder;

    MaskingEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] encoded =
                encoder.encode(START.equals(event.getLoggerName()) ? event : ShownEvent.of(event));
        String text = new String(encoded, StandardCharsets.UTF_8);
        String masked = LogSecrets.masking().mask(text);
        return masked.equals(text) ? encoded : masked.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public void stop() {
        super.stop();
        encoder.stop();
    }
}
