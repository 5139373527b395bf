package dev.millrace.quickstart;

import dev.millrace.simulatedllm.DurationText;
import dev.millrace.simulatedllm.InvalidSetting;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 200ms}, {@code 2s} or {@code PT2S} from flags. */
public final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            return DurationText.parse("duration", text);
        } catch (InvalidSetting e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
