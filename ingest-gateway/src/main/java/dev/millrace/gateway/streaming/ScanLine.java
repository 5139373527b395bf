package dev.millrace.gateway.streaming;

import dev.millrace.gateway.streaming.TokenScan.From;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Who needs older words of a partition.
 *
 * <p>They are served in turns: all that wait when a turn begins get a portion each, in the order of
 * the log, before anybody gets a second one. So each reads on however many there are, and those
 * that need the same stretch share the reading of it. State: who waits, and who is left in this
 * turn. Anybody may wait; one thread at a time serves.
 */
final class ScanLine {

    /** Times are looked up rounded down, as many tasks begin at about the same time. */
    private static final long TIMES_MS = 10_000;

    private final List<Wish> waiting = new ArrayList<>();
    private final Queue<Portion> turn = new ArrayDeque<>();
    private boolean isServed;

    /** Waits for an answer; true if the line must be served from now on. */
    synchronized boolean add(Wish wish) {
        waiting.add(wish);
        boolean mustBeServed = !isServed;
        isServed = true;
        return mustBeServed;
    }

    /** Whether it must be served on. */
    synchronized boolean goesOn() {
        isServed = !waiting.isEmpty() || !turn.isEmpty();
        return isServed;
    }

    /** Reads one stretch for those who need it. */
    void serve(LogPartition log) {
        if (turn.isEmpty()) {
            beginTurn(log);
        }
        if (!turn.isEmpty()) {
            new Stretch(turn).read(log);
        }
    }

    private void beginTurn(LogPartition log) {
        List<Wish> wishes = waiting();
        long oldest = log.oldest();
        Map<Long, Long> times = new HashMap<>();
        List<Portion> portions = new ArrayList<>();
        for (Wish wish : wishes) {
            Portion portion = portion(wish, oldest, log, times);
            if (portion.begin() >= wish.end()) {
                portion.give(wish.end(), 0);
            } else if (!portion.isDone()) {
                portions.add(portion);
            }
        }
        portions.sort(Comparator.comparingLong(Portion::begin));
        turn.addAll(portions);
        forget(wishes.size());
    }

    private static Portion portion(
            Wish wish, long oldest, LogPartition log, Map<Long, Long> times) {
        return switch (wish.from()) {
            case From.Offset(long offset) ->
                    new Portion(wish, Math.max(oldest, offset), oldest <= offset);
            case From.Time(long timestamp) -> {
                long rounded = Math.max(0, timestamp - Math.floorMod(timestamp, TIMES_MS));
                long begin = times.computeIfAbsent(rounded, log::firstSince);
                // Where the log begins after some of it was deleted, more may have been.
                yield new Portion(wish, Math.max(oldest, begin), oldest == 0 || oldest < begin);
            }
        };
    }

    private synchronized List<Wish> waiting() {
        return List.copyOf(waiting);
    }

    private synchronized void forget(int count) {
        waiting.subList(0, count).clear();
    }

    /** How many wait for their turn. */
    synchronized int size() {
        return waiting.size();
    }

    /** Tells all that they cannot be served now. */
    void fail(RuntimeException failure) {
        turn.forEach(portion -> portion.fail(failure));
        turn.clear();
        List<Wish> wishes = waiting();
        wishes.forEach(wish -> wish.answer().completeExceptionally(failure));
        forget(wishes.size());
    }
}
