package dev.millrace.gateway.streaming;

import dev.millrace.gateway.view.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last words of a partition of the log, by task.
 *
 * <p>State: the words from some offset on, at most so many bytes of them; who reads which task; and
 * where the words of tasks begin that are not kept any more. Written by one thread, read by many.
 * Thread-safe.
 */
final class PartitionTokens {

    private final ReentrantLock lock = new ReentrantLock();
    private final long maxBytes;
    private final Map<String, TaskWords> tasks = new HashMap<>();
    private final Deque<TaskWords> order = new ArrayDeque<>();
    private final ForgottenTasks forgotten = new ForgottenTasks();
    private final List<Waiting> waiting = new ArrayList<>();
    private long bytes;
    private long start = -1;
    private long next = -1;

    private record Waiting(long end, Signal signal) {}

    /** What was added. */
    record Added(String taskId, Words words) {}

    /**
     * Where a reader begins.
     *
     * @param words the words of its task
     * @param end where the words begin that are kept
     * @param before where those lie that are not kept any more
     */
    record Begin(TaskWords words, long end, ForgottenTasks.Before before) {}

    PartitionTokens(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * The log is read from here on.
     *
     * @param timestamp words before it were written before this time, in milliseconds
     */
    void begin(long position, long timestamp) {
        lock.lock();
        try {
            if (position != next) {
                while (!order.isEmpty()) {
                    evict();
                }
                forgotten.loseAllBefore(timestamp);
                tasks.values().forEach(words -> words.loseAllBefore(position));
                start = position;
                next = position;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where the log is to be read on; -1 before the first time. */
    long next() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what was read.
     *
     * @param position where the log goes on
     */
    void add(List<Added> all, long position) {
        Set<Signal> concerned = new HashSet<>();
        lock.lock();
        try {
            for (Added added : all) {
                TaskWords words = tasks.computeIfAbsent(added.taskId(), TaskWords::new);
                words.add(added.words());
                order.add(words);
                bytes += added.words().bytes();
                concerned.addAll(words.readers());
            }
            while (bytes > maxBytes) {
                evict();
            }
            next = Math.max(next, position);
            wakeWaiting(concerned);
        } finally {
            lock.unlock();
        }
        concerned.forEach(Signal::raise);
    }

    private void evict() {
        TaskWords words = order.remove();
        Words oldest = words.removeFirst();
        bytes -= oldest.bytes();
        start = oldest.offset() + 1;
        forgotten.add(words.taskId(), oldest);
        dropIfUnused(words);
    }

    private void wakeWaiting(Set<Signal> concerned) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (next >= one.end()) {
                concerned.add(one.signal());
                all.remove();
            }
        }
    }

    /** Raises the signal when the log has been read up to here; at once if it has. */
    Runnable whenRead(long end, Signal signal) {
        Waiting mine = new Waiting(end, signal);
        boolean isRead;
        lock.lock();
        try {
            isRead = next >= end;
            if (!isRead) {
                waiting.add(mine);
            }
        } finally {
            lock.unlock();
        }
        if (isRead) {
            signal.raise();
        }
        return () -> remove(mine);
    }

    private void remove(Waiting mine) {
        lock.lock();
        try {
            waiting.remove(mine);
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on new words of the task raise the signal; null if the log was never read.
     *
     * @param since no words of the task were written before this time, in milliseconds
     */
    @Nullable Begin open(String taskId, long since, Signal signal) {
        lock.lock();
        try {
            if (start < 0) {
                return null;
            }
            TaskWords words = tasks.computeIfAbsent(taskId, TaskWords::new);
            words.readers().add(signal);
            return new Begin(words, start, forgotten.before(taskId, since));
        } finally {
            lock.unlock();
        }
    }

    void close(TaskWords words, Signal signal) {
        lock.lock();
        try {
            words.readers().remove(signal);
            dropIfUnused(words);
        } finally {
            lock.unlock();
        }
    }

    private void dropIfUnused(TaskWords words) {
        if (words.isUnused()) {
            tasks.remove(words.taskId());
        }
    }

    /** The next words of a task from an offset on that are kept; null if there are none. */
    @Nullable Words read(TaskWords words, long from) {
        lock.lock();
        try {
            return words.from(from);
        } finally {
            lock.unlock();
        }
    }

    /** Behind the last words of the task that are not kept any more, since somebody reads it. */
    long lostUpTo(TaskWords words) {
        lock.lock();
        try {
            return words.lostUpTo();
        } finally {
            lock.unlock();
        }
    }

    /** What the words take in memory, about. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
