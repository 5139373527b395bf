package dev.millrace.executor.kinds;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the lanes share the slots when there are not enough for all.
 *
 * @param high the parts of turns of high priority; a lane gets its parts of all that have work
 * @param normal the parts of turns of normal priority
 * @param low the parts of turns of low priority
 * @param retry the parts of what is tried again, which never gets more than the retry share of the
 *     slots
 */
public record LaneWeights(
        @Min(1) @DefaultValue("8") int high,
        @Min(1) @DefaultValue("4") int normal,
        @Min(1) @DefaultValue("1") int low,
        @Min(1) @DefaultValue("4") int retry) {}
