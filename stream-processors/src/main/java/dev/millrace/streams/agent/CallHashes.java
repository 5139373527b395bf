package dev.millrace.streams.agent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which physical calls of a task were counted: hashes instead of ids, as they are rewritten with
 * each change of the task, and only the last ones.
 */
record CallHashes(List<Long> hashes) {

    static final CallHashes NONE = new CallHashes(List.of());

    /** More calls than this are forgotten, the oldest first. */
    static final int MAX = 32;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    CallHashes {
        hashes = List.copyOf(hashes);
    }

    boolean has(String callId) {
        return hashes.contains(hash(callId));
    }

    CallHashes with(String callId) {
        List<Long> more = new ArrayList<>(hashes);
        more.add(hash(callId));
        return new CallHashes(more.subList(Math.max(0, more.size() - MAX), more.size()));
    }

    /** FNV-1a: ids are random, so that any hash spreads them. */
    private static long hash(String callId) {
        long hash = FNV_OFFSET;
        for (byte one : callId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ one) * FNV_PRIME;
        }
        return hash;
    }
}
