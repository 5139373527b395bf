package dev.millrace.gateway.http;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory for bodies that are taken as they come.
 *
 * <p>Whoever came first can always finish: as much as the largest of the bodies that are here may
 * need is kept for it, of the whole and of the half that one tenant gets at most. It must be the
 * largest, as each of them is the first some day. So bodies that grow side by side never wait for
 * each other in a circle. Thread-safe.
 */
final class BodyPool {

    private final long largest;
    private final long perTenant;
    private final Account all;
    private final Map<String, Account> tenants = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition givenBack = lock.newCondition();

    /**
     * @param size how much there is; at least the largest body
     * @param largest the largest body
     */
    BodyPool(long size, long largest) {
        this.largest = largest;
        this.perTenant = Math.max(size / 2, largest);
        this.all = new Account(Math.max(size, largest));
    }

    long taken() {
        lock.lock();
        try {
            return all.taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a body in.
     *
     * @param most what it may take, unless that is more than the largest body
     */
    Part open(String tenantId, long most) {
        return new Part(tenantId, Math.min(most, largest));
    }

    /** What some bodies have together. */
    private static final class Account {

        private final long size;
        private final SequencedSet<Part> parts = new LinkedHashSet<>();
        private final NavigableMap<Long, Integer> needs = new TreeMap<>();
        private long taken;

        private Account(long size) {
            this.size = size;
        }

        private void add(Part part) {
            if (parts.add(part)) {
                needs.merge(part.most, 1, Integer::sum);
            }
        }

        private boolean hasRoom(Part part, long more) {
            Part first = parts.getFirst();
            long kept = first == part ? 0 : needs.lastKey() - first.taken;
            return taken + more + kept <= size;
        }

        private void remove(Part part) {
            parts.remove(part);
            needs.computeIfPresent(part.most, (_, count) -> count == 1 ? null : count - 1);
            taken -= part.taken;
        }
    }

    /** What one body has taken; given back when closed. Used by one thread. */
    final class Part implements AutoCloseable {

        private final String tenantId;
        private final long most;
        private long taken;

        private Part(String tenantId, long most) {
            this.tenantId = tenantId;
            this.most = most;
        }

        long taken() {
            return taken;
        }

        /**
         * Takes some more, in all no more than the body may take.
         *
         * @param nanos how long to wait for it
         * @return how much of this time is left; negative if there was no room
         */
        long take(long more, long nanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                Account own = tenants.computeIfAbsent(tenantId, _ -> new Account(perTenant));
                all.add(this);
                own.add(this);
                long left = nanos;
                while (!all.hasRoom(this, more) || !own.hasRoom(this, more)) {
                    if (left <= 0) {
                        return -1;
                    }
                    left = givenBack.awaitNanos(left);
                }
                taken += more;
                all.taken += more;
                own.taken += more;
                return Math.max(left, 0);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                Account own = tenants.get(tenantId);
                if (own == null || !own.parts.contains(this)) {
                    return;
                }
                all.remove(this);
                own.remove(this);
                taken = 0;
                if (own.parts.isEmpty()) {
                    tenants.remove(tenantId);
                }
                givenBack.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
