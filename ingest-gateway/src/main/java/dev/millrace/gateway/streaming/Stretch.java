package dev.millrace.gateway.streaming;

import dev.millrace.gateway.streaming.LogPartition.Chunk;
import dev.millrace.gateway.streaming.LogPartition.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Reads a stretch of a partition once for all whose portions begin in it.
 *
 * <p>State: whose portions are not full yet, by task. Used once, by one thread.
 */
final class Stretch {

    /** The most bytes of the log in a stretch, so that others come to their turn. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private static final Duration WITHIN = Duration.ofSeconds(4);

    private final Queue<Portion> ahead;
    private final Map<String, List<Portion>> open = new HashMap<>();
    private long lookedAt;

    /**
     * @param ahead by where they begin, at least one; those that were reached are taken out
     */
    Stretch(Queue<Portion> ahead) {
        this.ahead = ahead;
    }

    /** Gives something to at least the first, and to all that begin before where it ends. */
    void read(LogPartition log) {
        try {
            long begin = ahead.element().begin();
            long end = readOn(log, begin);
            if (end == begin && !open.isEmpty()) {
                throw new StreamClosedException("there is nothing to read at " + begin);
            }
            openOnes().forEach(portion -> portion.give(end, lookedAt));
        } catch (RuntimeException e) {
            openOnes().forEach(portion -> portion.fail(e));
            throw e;
        }
    }

    private long readOn(LogPartition log, long begin) {
        long start = System.nanoTime();
        long at = begin;
        do {
            join(at);
            Chunk chunk = log.read(at);
            chunk.entries().forEach(this::take);
            at = chunk.next();
            // Whoever begins right there has not got anything yet.
            join(at - 1);
            giveToThoseAtTheirEnd(at);
        } while (!open.isEmpty()
                && lookedAt < MAX_BYTES
                && System.nanoTime() - start < WITHIN.toNanos());
        return at;
    }

    private void join(long offset) {
        for (Portion next = ahead.peek();
                next != null && next.begin() <= offset;
                next = ahead.peek()) {
            ahead.remove();
            if (!next.isDone()) {
                next.join(lookedAt);
                open.computeIfAbsent(next.taskId(), _ -> new ArrayList<>(1)).add(next);
            }
        }
    }

    private void take(Entry entry) {
        join(entry.offset());
        lookedAt += entry.bytes();
        List<Portion> portions = open.get(entry.taskId());
        Words words = portions == null ? null : entry.words().get();
        if (portions == null || words == null) {
            return;
        }
        portions.forEach(portion -> portion.add(words));
        giveIf(portions, Portion::isFull, entry.offset() + 1);
        if (portions.isEmpty()) {
            open.remove(entry.taskId());
        }
    }

    private void giveToThoseAtTheirEnd(long at) {
        open.values().forEach(portions -> giveIf(portions, one -> one.end() <= at, at));
        open.values().removeIf(List::isEmpty);
    }

    private void giveIf(List<Portion> portions, Predicate<Portion> condition, long next) {
        for (Iterator<Portion> all = portions.iterator(); all.hasNext(); ) {
            Portion portion = all.next();
            if (condition.test(portion)) {
                portion.give(next, lookedAt);
                all.remove();
            }
        }
    }

    private List<Portion> openOnes() {
        return open.values().stream().flatMap(Collection::stream).toList();
    }
}
