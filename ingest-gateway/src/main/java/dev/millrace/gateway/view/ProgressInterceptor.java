package dev.millrace.gateway.view;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Tells {@link ViewProgress} what the view's consumer reads and commits. */
public final class ProgressInterceptor implements ConsumerInterceptor<byte[], byte[]> {

    /** The consumer property that holds the {@link ViewProgress} to tell. */
    static final String PROGRESS = "millrace.view.progress";

    private ViewProgress progress = new ViewProgress();

    @Override
    public void configure(Map<String, ?> properties) {
        progress = (ViewProgress) Objects.requireNonNull(properties.get(PROGRESS), PROGRESS);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        progress.taken(records);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        progress.committed(offsets);
    }

    @Override
    public void close() {}
}
