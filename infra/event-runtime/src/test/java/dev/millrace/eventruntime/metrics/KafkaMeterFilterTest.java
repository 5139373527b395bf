package dev.millrace.eventruntime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaMeterFilterTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    KafkaMeterFilterTest() {
        registry.config().meterFilter(new KafkaMeterFilter());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.consumer.fetch.manager.records.lag",
                "kafka.consumer.fetch.manager.records.lag.max",
                "kafka.consumer.failed.authentication.total",
                "kafka.producer.record.error.total",
                "kafka.stream.thread.process.latency.avg",
                "kafka.stream.state.block.cache.usage",
                "kafka.stream.task.dropped.records.total",
                "agent.requests",
                "jvm.memory.used",
                "http.server.requests.rate"
            })
    void whatIsAskedForIsShown(String name) {
        registry.gauge(name, 1);

        assertThat(registry.find(name).gauge()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.consumer.fetch.manager.records.lead.min",
                "kafka.consumer.node.request.latency.max",
                "kafka.producer.record.send.rate",
                "kafka.producer.successful.reauthentication.total",
                "kafka.stream.processor.node.record.e2e.latency.avg",
                "kafka.stream.state.num.immutable.mem.table",
                "kafka.stream.task.active.process.ratio"
            })
    void whatMultipliesWithoutUseIsNot(String name) {
        registry.gauge(name, 1);

        assertThat(registry.find(name).gauge()).isNull();
    }
}
