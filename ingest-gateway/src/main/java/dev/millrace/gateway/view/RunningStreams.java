package dev.millrace.gateway.view;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/**
 * The view that runs at present, if any. The factory bean's own getter waits while the view starts
 * or stops, which readers must not. Thread-safe.
 */
final class RunningStreams
        implements StreamsBuilderFactoryBean.Listener, Supplier<@Nullable KafkaStreams> {

    private final AtomicReference<@Nullable KafkaStreams> running = new AtomicReference<>();

    @Override
    public void streamsAdded(String id, KafkaStreams streams) {
        running.set(streams);
    }

    @Override
    public void streamsRemoved(String id, KafkaStreams streams) {
        running.set(null);
    }

    @Override
    public @Nullable KafkaStreams get() {
        return running.get();
    }

    KafkaStreams.@Nullable State state() {
        KafkaStreams streams = running.get();
        return streams == null ? null : streams.state();
    }
}
