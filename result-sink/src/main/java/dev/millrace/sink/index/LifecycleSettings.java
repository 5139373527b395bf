package dev.millrace.sink.index;

import dev.millrace.sink.document.Target;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long documents are kept where Elasticsearch has index lifecycle management, counted from when
 * their index was rolled over; 0 is for ever.
 *
 * @param enabled whether policies are made at all
 * @param results how long results are kept
 * @param events how long events are kept
 * @param usage how long calls of models are kept
 * @param audit how long actions are kept
 * @param deadLetters how long dead letters are kept
 * @param rolloverAge the age at which a new index is begun
 * @param rolloverSize the size of a primary shard at which a new index is begun
 */
@Validated
@ConfigurationProperties("millrace.elasticsearch.lifecycle")
public record LifecycleSettings(
        @DefaultValue("true") boolean enabled,
        @NotNull @DefaultValue("365d") Duration results,
        @NotNull @DefaultValue("90d") Duration events,
        @NotNull @DefaultValue("400d") Duration usage,
        @NotNull @DefaultValue("400d") Duration audit,
        @NotNull @DefaultValue("90d") Duration deadLetters,
        @NotNull @DefaultValue("30d") Duration rolloverAge,
        @NotNull @DefaultValue("30GB") DataSize rolloverSize) {

    public LifecycleSettings {
        for (Duration keep : new Duration[] {results, events, usage, audit, deadLetters}) {
            if (keep.isNegative()) {
                throw new IllegalArgumentException(
                        "millrace.elasticsearch.lifecycle keeps nothing for " + keep);
            }
        }
        if (rolloverAge.toHours() < 1 || rolloverSize.toMegabytes() < 1) {
            throw new IllegalArgumentException(
                    "millrace.elasticsearch.lifecycle.rollover-age is at least 1h and rollover-size 1MB, but they are "
                            + rolloverAge
                            + " and "
                            + rolloverSize);
        }
    }

    Duration keep(Target target) {
        return switch (target) {
            case RESULTS -> results;
            case EVENTS -> events;
            case USAGE -> usage;
            case AUDIT -> audit;
            case DEAD_LETTERS -> deadLetters;
        };
    }
}
