package dev.millrace.gateway.view;

import dev.millrace.eventruntime.DeadLetterHandler;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.ServiceExit;
import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.config.KafkaStreamsConfiguration;
import org.springframework.kafka.config.KafkaStreamsInfrastructureCustomizer;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.streams.KafkaStreamsMicrometerListener;

/** Runs the task view and lets the rest of the gateway ask it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "millrace.gateway.view.enabled", matchIfMissing = true)
class ViewConfiguration {

    private static final int ADMIN_TIMEOUT_MS = 3_000;

    /** Before the web server at the start, after it at the end: it answers while callers wait. */
    private static final int PHASE = 0;

    @Bean
    TaskWatch taskWatch(MeterRegistry meters) {
        TaskWatch watch = new TaskWatch();
        Gauge.builder(GatewayMetric.WATCHERS.metricName(), watch, TaskWatch::watchers)
                .register(meters);
        return watch;
    }

    @Bean
    ViewProgress viewProgress() {
        return new ViewProgress();
    }

    @Bean
    RunningStreams runningStreams() {
        return new RunningStreams();
    }

    @Bean
    StreamsBuilderFactoryBean taskViewStreams(
            KafkaConnection kafka,
            EventSerdes serdes,
            ViewSettings settings,
            ViewProgress progress,
            TaskWatch watch,
            RunningStreams running,
            ClaimDecisions decisions,
            MeterRegistry meters) {
        StreamsBuilderFactoryBean streams =
                new StreamsBuilderFactoryBean(
                        new KafkaStreamsConfiguration(properties(kafka, settings, progress)));
        ViewListener listener = new MeteredViewListener(watch, meters);
        TaskViewTopology tasks = new TaskViewTopology(serdes, settings, listener);
        ClaimTopology claims = new ClaimTopology(serdes, decisions, listener);
        streams.setInfrastructureCustomizer(
                new KafkaStreamsInfrastructureCustomizer() {
                    @Override
                    public void configureBuilder(StreamsBuilder builder) {
                        tasks.build(builder);
                        claims.build(builder);
                    }
                });
        streams.setClientSupplier(new CompleteReset());
        streams.setStreamsUncaughtExceptionHandler(
                new ThreadReplacement(
                        meters.counter(GatewayMetric.VIEW_RESTARTS.metricName()),
                        () -> ServiceExit.end(ServiceExit.FENCED)));
        streams.addListener(running);
        streams.addListener(new KafkaStreamsMicrometerListener(meters));
        streams.setPhase(PHASE);
        return streams;
    }

    /** Every setting that is not Kafka's default, with its reason. */
    static Map<String, Object> properties(
            KafkaConnection kafka, ViewSettings settings, ViewProgress progress) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        // Upserts by sequence: repeating is harmless, and a record is visible at once.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        // "No such task" waits for a commit when events are coming in.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50);
        // A restart goes on with the stores it has.
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        // Stores are read right after they are written.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        // What is not an event goes to the dead letters, and the view goes on.
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DeadLetterHandler.class);
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        kafka.producerProperties()
                .forEach(
                        (name, value) -> properties.put(StreamsConfig.producerPrefix(name), value));
        kafka.consumerProperties()
                .forEach(
                        (name, value) -> properties.put(StreamsConfig.consumerPrefix(name), value));
        // Auto-commit belongs to Streams, which refuses the setting.
        properties.remove(StreamsConfig.consumerPrefix("enable.auto.commit"));
        // A restarted instance takes its own place again, and one that is gone is missed soon.
        properties.put(
                StreamsConfig.mainConsumerPrefix("group.instance.id"),
                "gateway-" + settings.instanceId());
        properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 10_000);
        properties.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), 2_000);
        properties.put(
                StreamsConfig.mainConsumerPrefix("interceptor.classes"),
                ProgressInterceptor.class.getName());
        properties.put(StreamsConfig.mainConsumerPrefix(ProgressInterceptor.PROGRESS), progress);
        properties.putAll(settings.properties());
        return properties;
    }

    @Bean
    Admin viewAdmin(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put("request.timeout.ms", ADMIN_TIMEOUT_MS);
        properties.put("default.api.timeout.ms", ADMIN_TIMEOUT_MS);
        return Admin.create(properties);
    }

    @Bean
    LogEnds viewLogEnds(Admin viewAdmin, ViewSettings settings) {
        return new LogEnds(
                LogEnds.of(
                        viewAdmin,
                        settings.applicationId(),
                        settings.horizon(),
                        Clock.systemUTC()));
    }

    @Bean
    WaitingTaskView waitingTaskView(
            RunningStreams running,
            ViewSettings settings,
            TaskWatch watch,
            ViewProgress progress,
            LogEnds viewLogEnds) {
        TaskTable table = new TaskTable(running);
        return new WaitingTaskView(
                table::read,
                table::events,
                table::eventsAfter,
                watch,
                progress,
                viewLogEnds,
                settings.patience());
    }

    @Bean
    HealthIndicator kafkaStreamsHealthIndicator(
            RunningStreams running, ViewProgress progress, LogEnds viewLogEnds) {
        return new StreamsHealthIndicator(running::state, new CatchUp(viewLogEnds, progress));
    }

    /** Lets waiting callers go when the process is asked to end. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "millrace.gateway.view.enabled", matchIfMissing = true)
    static class Closing {

        private final WaitingTaskView view;

        Closing(WaitingTaskView view) {
            this.view = view;
        }

        @EventListener(ContextClosedEvent.class)
        void stopWaiting() {
            view.stopWaiting();
        }
    }
}
