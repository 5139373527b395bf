package dev.millrace.streams.runtime;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all stores of the process together; by default each store may take more than
 * 50 MB. One cache, and the write buffers counted in it, for the life of the process.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** The name of the property that holds the most bytes for all stores together. */
    static final String MEMORY = "millrace.rocksdb.memory.bytes";

    private static final long DEFAULT_MEMORY = 96L * 1024 * 1024;
    private static final long WRITE_BUFFER = 2L * 1024 * 1024;
    private static final int WRITE_BUFFERS = 2;
    private static final int SHARD_BITS = 2;
    private static final int MAX_OPEN_FILES = 64;

    /** Native memory that every store of the process shares; made for the first and kept. */
    private record Pool(Cache cache, WriteBufferManager writeBuffers) {

        private static @Nullable Pool instance;

        static synchronized Pool of(long bytes) {
            Pool pool = instance;
            if (pool == null) {
                Cache cache = new LRUCache(bytes, SHARD_BITS, false);
                pool = new Pool(cache, new WriteBufferManager(bytes / 2, cache));
                instance = pool;
            }
            return pool;
        }
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Object memory = configs.get(MEMORY);
        Pool pool = Pool.of(memory == null ? DEFAULT_MEMORY : Long.parseLong(memory.toString()));
        if (!(options.tableFormatConfig() instanceof BlockBasedTableConfig table)) {
            throw new IllegalStateException(
                    "store " + storeName + " has no block based table whose memory can be bounded");
        }
        table.setBlockCache(pool.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(pool.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER);
        options.setMaxWriteBufferNumber(WRITE_BUFFERS);
        options.setMaxOpenFiles(MAX_OPEN_FILES);
    }

    @Override
    public void close(String storeName, Options options) {
        // Cache and write buffers belong to the process, not to a store.
    }
}
