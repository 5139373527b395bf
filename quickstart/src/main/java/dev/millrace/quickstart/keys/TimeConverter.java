package dev.millrace.quickstart.keys;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times such as {@code 90d}, {@code 12h}, {@code 0s} or {@code P90D}. */
final class TimeConverter implements ITypeConverter<Duration> {

    private static final Pattern SIMPLE = Pattern.compile("\\d{1,6}[smhd]");

    @Override
    public Duration convert(String text) {
        String unit = text.toUpperCase(Locale.ROOT);
        try {
            if (!SIMPLE.matcher(text).matches()) {
                return Duration.parse(unit);
            }
            return Duration.parse(unit.endsWith("D") ? "P" + unit : "PT" + unit);
        } catch (DateTimeParseException _) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time such as 90d, 12h, 30m or P90D");
        }
    }
}
