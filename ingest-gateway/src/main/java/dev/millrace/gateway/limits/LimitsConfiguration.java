package dev.millrace.gateway.limits;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.gateway.metrics.GatewayMetric;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/** Puts together what holds callers to their limits. */
@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(LimitsConfiguration.class);
    private static final int BEFORE_BACKPRESSURE = 100;

    @Bean
    HeapCapacity heapCapacity() {
        return HeapCapacity.of(Runtime.getRuntime().maxMemory());
    }

    /** More connections than that wait to be accepted. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections(
            HeapCapacity capacity, @Value("${server.tomcat.max-connections}") int allowed) {
        int most = Math.min(allowed, capacity.connections());
        return tomcat ->
                tomcat.addConnectorCustomizers(
                        connector ->
                                connector.setProperty("maxConnections", Integer.toString(most)));
    }

    @Bean
    OpenRequests openRequests(OpenSettings settings, HeapCapacity capacity, MeterRegistry meters) {
        OpenSettings carried = capacity.within(settings);
        LOG.info(
                "The heap carries {} connections, {} of them streams and {} waiting callers",
                capacity.connections(),
                carried.streams(),
                carried.waits());
        OpenRequests open = new OpenRequests(carried);
        for (OpenRequests.Kind kind : OpenRequests.Kind.values()) {
            Gauge.builder(
                            GatewayMetric.OPEN_REQUESTS.metricName(),
                            open,
                            requests -> requests.count(kind))
                    .tag(GatewayMetric.KIND_TAG, kind.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        return open;
    }

    @Bean
    Consumption consumption() {
        return new Consumption();
    }

    @Bean
    RateLimits rateLimits(RateSettings settings, Consumption consumption, MeterRegistry meters) {
        Buckets buckets = new Buckets(settings, TimeMeter.SYSTEM_NANOTIME);
        Gauge.builder(GatewayMetric.RATE_BUCKETS.metricName(), buckets, Buckets::count)
                .register(meters);
        return new RateLimits(buckets, consumption);
    }

    /** With buckets of its own: addresses are many, and must not push those of tenants out. */
    @Bean
    Attempts attempts(RateSettings settings, MeterRegistry meters) {
        return new Attempts(new Buckets(settings, TimeMeter.SYSTEM_NANOTIME), meters);
    }

    @Bean
    @Order(BEFORE_BACKPRESSURE)
    RateGate rateGate(RateLimits limits, AnswerHeaders answer, MeterRegistry meters) {
        return new RateGate(limits, answer, meters);
    }

    /** What lets instances hear of each other. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(
            name = {
                "millrace.gateway.rates.exchange.enabled",
                "millrace.gateway.publishing.enabled",
                "millrace.event-runtime.enabled"
            },
            matchIfMissing = true)
    static class Exchange {

        private final String instance = UUID.randomUUID().toString();

        @Bean(initMethod = "start")
        ConsumptionTeller consumptionTeller(
                Consumption consumption,
                ProducerFactory<byte[], byte[]> producers,
                EventSerdes serdes,
                ExchangeSettings settings,
                MeterRegistry meters) {
            KafkaTemplate<byte[], byte[]> kafka = new KafkaTemplate<>(producers);
            Counter untold = meters.counter(GatewayMetric.RATE_UNTOLD.metricName());
            return new ConsumptionTeller(
                    instance,
                    consumption,
                    entry -> {
                        var _ =
                                kafka.send(entry)
                                        .whenComplete(
                                                (_, failure) -> {
                                                    if (failure != null) {
                                                        untold.increment();
                                                    }
                                                });
                    },
                    new EventRecords(serdes),
                    Clock.systemUTC(),
                    settings.every(),
                    untold);
        }

        @Bean(initMethod = "start")
        ConsumptionReader consumptionReader(
                KafkaConnection kafka, EventSerdes serdes, RateLimits limits) {
            return new ConsumptionReader(instance, kafka, serdes, limits);
        }
    }
}
