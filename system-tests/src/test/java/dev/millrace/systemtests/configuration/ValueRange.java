package dev.millrace.systemtests.configuration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.convert.DurationStyle;

/** The bounds of a setting, from what is validated at the start of its service. */
final class ValueRange {

    private ValueRange() {}

    /** Such as {@code 1 to 64} or {@code at least 10ms}; empty without bounds. */
    static String of(AnnotatedElement setting) {
        Optional<String> least =
                bound(setting, Min.class, min -> String.valueOf(min.value()))
                        .or(() -> bound(setting, DecimalMin.class, DecimalMin::value))
                        .or(() -> bound(setting, DurationMin.class, ValueRange::least));
        Optional<String> most =
                bound(setting, Max.class, max -> String.valueOf(max.value()))
                        .or(() -> bound(setting, DecimalMax.class, DecimalMax::value))
                        .or(() -> bound(setting, DurationMax.class, ValueRange::most));
        if (least.isPresent() && most.isPresent()) {
            return least.get() + " to " + most.get();
        }
        return least.map("at least "::concat).or(() -> most.map("at most "::concat)).orElse("");
    }

    private static <A extends Annotation> Optional<String> bound(
            AnnotatedElement setting, Class<A> type, Function<A, String> value) {
        return Optional.ofNullable(setting.getAnnotation(type)).map(value);
    }

    private static String least(DurationMin min) {
        return text(
                Duration.ofDays(min.days())
                        .plusHours(min.hours())
                        .plusMinutes(min.minutes())
                        .plusSeconds(min.seconds())
                        .plusMillis(min.millis()));
    }

    private static String most(DurationMax max) {
        return text(
                Duration.ofDays(max.days())
                        .plusHours(max.hours())
                        .plusMinutes(max.minutes())
                        .plusSeconds(max.seconds())
                        .plusMillis(max.millis()));
    }

    private static String text(Duration duration) {
        return DurationStyle.SIMPLE.print(
                duration, duration.toMillis() % 1000 == 0 ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
    }
}
