package dev.millrace.gateway.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes refused requests down so that a flood of them is no flood of entries: of alike refusals
 * the first is written at once, and the rest as one number when the minute is over.
 *
 * <p>Alike are refusals of the same kind to the same caller at the same address; {@value
 * #MOST_GROUPS} groups of them are told apart in a minute, and all further ones together by kind.
 * Owns a thread from its making to {@link #close}. Thread-safe.
 */
public final class Refusals implements AutoCloseable {

    static final int MOST_GROUPS = 200;
    private static final int WINDOW_SECONDS = 60;

    private record Group(String kind, String tenantId, String actor, String address) {}

    private static final class Count {
        private final AuditEntry first;
        private long more;

        private Count(AuditEntry first) {
            this.first = first;
        }
    }

    private final AuditTrail audit;
    private final Map<Group, Count> groups = new LinkedHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("refusals").factory());

    public Refusals(AuditTrail audit) {
        this.audit = audit;
        var _ =
                timer.scheduleAtFixedRate(
                        this::flush, WINDOW_SECONDS, WINDOW_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Somebody was refused.
     *
     * @param kind why
     * @param target the method and path that were asked for
     */
    public void refused(Caller caller, String kind, String target) {
        AuditEntry entry = entry(caller, target, Map.of("problem", kind));
        if (isFirst(
                new Group(
                        kind, caller.identity().tenantId(), caller.actor(), caller.clientAddress()),
                entry)) {
            audit.note(entry);
        }
    }

    private synchronized boolean isFirst(Group group, AuditEntry entry) {
        Count count = groups.get(group);
        if (count != null) {
            count.more++;
            return false;
        }
        if (groups.size() < MOST_GROUPS) {
            groups.put(group, new Count(entry));
            return true;
        }
        groups.computeIfAbsent(new Group(group.kind(), "", "", ""), _ -> new Count(others(entry)))
                .more++;
        return false;
    }

    /** Writes the numbers of this minute down, and begins the next. */
    void flush() {
        for (Count count : take()) {
            if (count.more > 0) {
                audit.note(numbered(count));
            }
        }
    }

    private synchronized List<Count> take() {
        List<Count> counts = List.copyOf(groups.values());
        groups.clear();
        return counts;
    }

    private static AuditEntry numbered(Count count) {
        Map<String, String> details = new LinkedHashMap<>(count.first.details());
        details.put("more", Long.toString(count.more));
        return entry(count.first.caller(), count.first.target(), details);
    }

    private static AuditEntry others(AuditEntry entry) {
        return entry(Caller.UNKNOWN, "", entry.details());
    }

    private static AuditEntry entry(Caller caller, String target, Map<String, String> details) {
        return new AuditEntry(
                caller,
                caller.identity().tenantId(),
                AuditAction.REQUEST,
                target,
                AuditOutcome.REFUSED,
                details);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        flush();
    }
}
