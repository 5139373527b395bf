package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Item.Ticket;
import dev.millrace.executor.engine.WorkKind.Lane;
import dev.millrace.executor.lanes.Budget;
import dev.millrace.executor.lanes.FairQueue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Starts waiting items as slots become free.
 *
 * <p>Owns the waiting items and the budgets of slots and bytes, all under one lock that is never
 * held while anything blocks. A slot is free again when its item is released.
 */
final class Dispatcher<I> {

    private final FairQueue<Item<I>> waiting;
    private final Budget slots;
    private final Budget bytes;
    private final ExecutorService threads;
    private final Consumer<Item<I>> task;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Set<Ticket> held = new HashSet<>();
    private boolean open = true;

    /**
     * @param threads what the items run on
     * @param task does an item, and has it released at the end
     */
    Dispatcher(
            EngineSettings settings,
            List<? extends Lane<?>> lanes,
            ExecutorService threads,
            Consumer<Item<I>> task) {
        List<Double> shares = lanes.stream().map(Lane::share).toList();
        this.waiting =
                new FairQueue<>(lanes.stream().map(Lane::weight).toList(), settings.window());
        this.slots = new Budget(settings.concurrency(), shares);
        this.bytes = new Budget(settings.memoryBytes(), shares);
        this.threads = threads;
        this.task = task;
    }

    /** Whether an item of this size may be added to a lane. */
    boolean hasRoom(int lane, int size) {
        lock.lock();
        try {
            return open && !waiting.isFull(lane) && bytes.allows(lane, size);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a record is waiting or running here, perhaps since an earlier assignment. */
    boolean holds(Ticket ticket) {
        lock.lock();
        try {
            return held.contains(ticket);
        } finally {
            lock.unlock();
        }
    }

    void add(String tenant, Item<I> item) {
        lock.lock();
        try {
            held.add(item.ticket());
            bytes.take(item.lane(), item.bytes());
            waiting.add(item.lane(), tenant, item);
        } finally {
            lock.unlock();
        }
        startWaiting();
    }

    /** The item needs its slot no more. */
    void release(Item<I> item) {
        lock.lock();
        try {
            slots.giveBack(item.lane(), 1);
            forget(item);
            if (slots.used() == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
        startWaiting();
    }

    /** Drops waiting items. */
    void withdraw(Predicate<Ticket> which) {
        lock.lock();
        try {
            waiting.removeIf(item -> which.test(item.ticket())).forEach(this::forget);
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing any more. */
    void close() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
        withdraw(_ -> true);
    }

    /** Waits until nothing runs; false if that took too long. */
    boolean awaitIdle(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (slots.used() > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return slots.used() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts what still runs. */
    void abort(Duration timeout) throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    int running() {
        lock.lock();
        try {
            return Math.toIntExact(slots.used());
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    int waiting(int lane) {
        lock.lock();
        try {
            return waiting.size(lane);
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes.used();
        } finally {
            lock.unlock();
        }
    }

    private void startWaiting() {
        for (Item<I> item = next(); item != null; item = next()) {
            Item<I> started = item;
            try {
                threads.execute(() -> task.accept(started));
            } catch (RejectedExecutionException _) {
                release(started);
            }
        }
    }

    private @Nullable Item<I> next() {
        lock.lock();
        try {
            Item<I> item = waiting.poll(lane -> slots.allows(lane, 1)).orElse(null);
            if (item != null) {
                slots.take(item.lane(), 1);
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void forget(Item<I> item) {
        held.remove(item.ticket());
        bytes.giveBack(item.lane(), item.bytes());
    }
}
