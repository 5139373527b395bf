package dev.millrace.gateway.limits;

/**
 * How many requests a heap carries at once, so that callers are told to wait before memory ends.
 *
 * <p>Nearly all that an open request takes are buffers of the web server; the README says how that
 * was measured.
 *
 * @param connections the most connections, each of which may have a request under way
 */
record HeapCapacity(int connections) {

    private static final long BASE_BYTES = 128L << 20;
    private static final long REQUEST_BYTES = 144L << 10;
    private static final int LEAST = 64;

    /** The capacity of a heap of so many bytes at most. */
    static HeapCapacity of(long heapBytes) {
        long carried = (heapBytes - BASE_BYTES) / REQUEST_BYTES;
        return new HeapCapacity(Math.toIntExact(Math.clamp(carried, LEAST, Integer.MAX_VALUE)));
    }

    /**
     * As many open requests of each kind as are asked for and carried: five eighths of the
     * connections may be streams and a quarter may wait, which leaves the rest for requests that
     * are answered at once. One tenant gets at most 85 % of each.
     */
    OpenSettings within(OpenSettings asked) {
        int streams = Math.min(asked.streams(), share(connections, 0.625));
        int waits = Math.min(asked.waits(), share(connections, 0.25));
        return new OpenSettings(
                streams,
                Math.min(asked.streamsPerTenant(), share(streams, 0.85)),
                waits,
                Math.min(asked.waitsPerTenant(), share(waits, 0.85)));
    }

    private static int share(int all, double part) {
        return (int) Math.ceil(all * part);
    }
}
