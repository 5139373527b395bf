package dev.millrace.streams.chunking;

/** Where chunking counts what it does. Called from the stream threads. */
public interface ChunkingMetrics {

    /** A page of a task was cut into so many chunks. */
    void chunksCreated(int chunks);

    /** A record without a value was passed over. */
    void tombstoneDropped();
}
