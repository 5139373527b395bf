package dev.millrace.streams.runtime;

import java.util.Set;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lets an application commit as soon as a node that ends its work has processed a record, at the
 * pace of {@link CommitPace}. Named in the property {@code processor.wrapper.class}.
 */
public final class PromptCommits implements ProcessorWrapper {

    /** The nodes whose outputs the next stage waits for. */
    private static final Set<String> LAST_NODES = Set.of("admission", "agent");

    // A commit is one of the thread, for all of its tasks.
    private static final ThreadLocal<CommitPace> PACE =
            ThreadLocal.withInitial(() -> new CommitPace(System::nanoTime));

    @Override
    public <K, V, L, W> WrappedProcessorSupplier<K, V, L, W> wrapProcessorSupplier(
            String name, ProcessorSupplier<K, V, L, W> supplier) {
        return ProcessorWrapper.asWrapped(
                LAST_NODES.contains(name) ? new Prompt<>(supplier) : supplier);
    }

    @Override
    public <K, V, W> WrappedFixedKeyProcessorSupplier<K, V, W> wrapFixedKeyProcessorSupplier(
            String name, FixedKeyProcessorSupplier<K, V, W> supplier) {
        return ProcessorWrapper.asWrappedFixedKey(supplier);
    }

    private record Prompt<K, V, L, W>(ProcessorSupplier<K, V, L, W> supplier)
            implements ProcessorSupplier<K, V, L, W> {

        @Override
        public Processor<K, V, L, W> get() {
            return new PromptProcessor<>(supplier.get());
        }

        @Override
        public @Nullable Set<StoreBuilder<?>> stores() {
            return supplier.stores();
        }
    }

    private static final class PromptProcessor<K, V, L, W> implements Processor<K, V, L, W> {

        private final Processor<K, V, L, W> processor;
        private @Nullable ProcessorContext<L, W> context;

        PromptProcessor(Processor<K, V, L, W> processor) {
            this.processor = processor;
        }

        @Override
        public void init(ProcessorContext<L, W> started) {
            context = started;
            processor.init(started);
        }

        @Override
        public void process(Record<K, V> record) {
            processor.process(record);
            if (context != null && PACE.get().countAndDecide()) {
                context.commit();
            }
        }

        @Override
        public void close() {
            processor.close();
        }
    }
}
