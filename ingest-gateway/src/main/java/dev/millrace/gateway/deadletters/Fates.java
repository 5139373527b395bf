package dev.millrace.gateway.deadletters;

import dev.millrace.AuditRecorded;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditOutcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What was done about each dead letter, as the audit tells.
 *
 * <p>State: a bounded map that forgets the oldest entry first. Thread-safe.
 */
final class Fates {

    /** More than an operator treats in the time that dead letters are kept. */
    static final int MAX_ENTRIES = 50_000;

    private static final String NEW_TASK = "newTaskId";

    private final Map<String, Fate> fates =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Fate> eldest) {
                    return size() > MAX_ENTRIES;
                }
            };
    private final CountDownLatch complete = new CountDownLatch(1);

    /** The details of the audit that name a new task. */
    static Map<String, String> details(Fate fate) {
        return fate.redrivenAs() == null ? Map.of() : Map.of(NEW_TASK, fate.redrivenAs());
    }

    void take(AuditRecorded entry) {
        if (!entry.getOutcome().equals(AuditOutcome.OK.text())) {
            return;
        }
        AuditAction.named(entry.getAction())
                .ifPresent(
                        action -> {
                            switch (action) {
                                case DEAD_LETTER_REDRIVE ->
                                        set(
                                                entry.getTarget(),
                                                new Fate(
                                                        LetterStatus.REDRIVEN,
                                                        entry.getDetails().get(NEW_TASK)));
                                case DEAD_LETTER_DROP ->
                                        set(
                                                entry.getTarget(),
                                                new Fate(LetterStatus.DROPPED, null));
                                case REQUEST,
                                        TASK_SUBMIT,
                                        TASK_CANCEL,
                                        KEY_CREATE,
                                        KEY_REVOKE,
                                        KEY_ROTATE -> {}
                            }
                        });
    }

    synchronized void set(String letter, Fate fate) {
        fates.put(letter, fate);
    }

    synchronized Fate of(LetterId letter) {
        return fates.getOrDefault(letter.toString(), Fate.OPEN);
    }

    /** From now on everything that was done before the start is known. */
    void markComplete() {
        complete.countDown();
    }

    /**
     * Waits until everything that was done before the start is known.
     *
     * @throws LettersUnavailableException if that takes too long
     */
    void awaitComplete(Duration patience) {
        try {
            if (!complete.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LettersUnavailableException(
                        "what was done about dead letters is still being read", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LettersUnavailableException("interrupted while reading the audit", e);
        }
    }
}
