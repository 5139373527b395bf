package dev.millrace.gateway.view;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
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
 * @param instanceId names this instance of the gateway for good, so that a restart takes its place
 *     again
 * @param server where other instances reach this one, {@code host:port}
 * @param patience how long a reader waits for a view that is moving or restoring
 * @param threads the threads that keep the view
 * @param properties Kafka Streams properties passed through untouched
 */
@Validated
@ConfigurationProperties("millrace.gateway.view")
public record ViewSettings(
        @DefaultValue(".millrace/data/gateway") Path stateDir,
        @DefaultValue("7d") Duration ttl,
        @NotBlank @DefaultValue("1") String instanceId,
        @NotBlank @DefaultValue("127.0.0.1:8080") String server,
        @DefaultValue("10s") Duration patience,
        @Min(1) @DefaultValue("1") int threads,
        @DefaultValue Map<String, String> properties) {}
