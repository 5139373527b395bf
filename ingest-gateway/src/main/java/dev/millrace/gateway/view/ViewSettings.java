package dev.millrace.gateway.view;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the view of the tasks is kept.
 *
 * @param stateDir the folder of the view's stores; the same after every start
 * @param ttl how long a task is remembered after its last change
 * @param instanceId names this instance of the gateway for good: each one keeps a view of its own,
 *     and a restart goes on with it
 * @param patience how long a reader waits for a view that is moving or restoring
 * @param threads the threads that keep the view
 * @param properties Kafka Streams properties passed through untouched
 */
@Validated
@ConfigurationProperties("millrace.gateway.view")
public record ViewSettings(
        @DefaultValue(".millrace/data/gateway") Path stateDir,
        @DefaultValue("7d") Duration ttl,
        @Pattern(regexp = "[A-Za-z0-9_-]{1,64}") @DefaultValue("1") String instanceId,
        @DefaultValue("10s") Duration patience,
        @Min(1) @DefaultValue("1") int threads,
        @DefaultValue Map<String, String> properties) {

    /** The Kafka Streams application of the first instance; part of the deployment contract. */
    private static final String FIRST_APPLICATION = "agents-ingest-gateway";

    private static final String FIRST_INSTANCE = "1";

    /** Events are a little younger than their records when a backlog was worked off. */
    private static final Duration RECORDS_OLDER_THAN_EVENTS = Duration.ofDays(1);

    /** The Kafka Streams application of this instance alone, which thus keeps the whole view. */
    String applicationId() {
        return instanceId.equals(FIRST_INSTANCE)
                ? FIRST_APPLICATION
                : FIRST_APPLICATION + "-" + instanceId;
    }

    /** How old a record may be for a view that is built anew to need it. */
    Duration horizon() {
        return ttl.plus(RECORDS_OLDER_THAN_EVENTS);
    }
}
