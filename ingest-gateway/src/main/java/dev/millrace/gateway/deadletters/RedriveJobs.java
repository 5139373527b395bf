package dev.millrace.gateway.deadletters;

import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.events.NotAcknowledgedException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redrives many letters in the background, not faster than asked for.
 *
 * <p>State: the latest jobs, of which a restart knows nothing; what they have done is in the audit,
 * and what they have not is still open. Thread-safe.
 */
public final class RedriveJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedriveJobs.class);
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 8;
    private static final int MAX_JOBS = 100;
    private static final int PAGE = 200;

    /** A letter that fails for a passing reason is tried so often before the job gives up. */
    private static final int ATTEMPTS = 5;

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DeadLetterDesk desk;
    private final Clock clock;
    private final Map<String, RedriveJob> jobs =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, RedriveJob> eldest) {
                            return size() > MAX_JOBS;
                        }
                    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MAX_WAITING),
                    Thread.ofPlatform().name("redrive-", 0).daemon().factory());

    RedriveJobs(DeadLetterDesk desk, Clock clock) {
        this.desk = desk;
        this.clock = clock;
    }

    /**
     * Starts to redrive the open letters that a filter lets through, the oldest of them first.
     *
     * @param perSecond the most letters a second
     * @param limit the most letters in all; of more the latest are taken
     * @throws LettersUnavailableException if too many jobs are under way
     */
    public RedriveJob start(Caller caller, LetterFilter filter, double perSecond, int limit) {
        RedriveJob job =
                RedriveJob.started(
                        UUID.randomUUID().toString(),
                        LetterScope.of(caller.identity()),
                        clock.instant());
        jobs.put(job.id(), job);
        try {
            threads.execute(() -> run(job, caller, filter, perSecond, limit));
        } catch (RejectedExecutionException e) {
            jobs.remove(job.id());
            throw new LettersUnavailableException("too many redrives are under way", e);
        }
        return job;
    }

    /** A job of the latest ones. */
    public Optional<RedriveJob> find(LetterScope scope, String id) {
        return Optional.ofNullable(jobs.get(id))
                .filter(job -> scope.includes(job.scope().tenantId()));
    }

    private void run(
            RedriveJob job, Caller caller, LetterFilter filter, double perSecond, int limit) {
        try {
            List<LetterId> letters = find(job, filter, limit);
            long start = System.nanoTime();
            for (int i = 0; i < letters.size(); i++) {
                awaitUntil(start + Math.round(i * TimeUnit.SECONDS.toNanos(1) / perSecond));
                redrive(job, caller, letters.get(i));
            }
            change(job, now -> now.ended(RedriveJob.State.COMPLETED, now.problem(), now()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fail(job, "the gateway was stopped");
        } catch (RuntimeException e) {
            LOG.warn("Redrive {} ended early: {}", job.id(), FailureText.of(e));
            fail(job, String.valueOf(e.getMessage()));
        }
    }

    private Instant now() {
        return clock.instant();
    }

    private void fail(RedriveJob job, String problem) {
        change(job, now -> now.ended(RedriveJob.State.FAILED, problem, now()));
    }

    /** All of them before the first is sent: what fails again makes new letters. */
    private List<LetterId> find(RedriveJob job, LetterFilter filter, int limit)
            throws InterruptedException {
        List<LetterId> letters = new ArrayList<>();
        Optional<LetterCursor> cursor = Optional.empty();
        do {
            awaitUntil(System.nanoTime());
            LetterPage page =
                    desk.list(job.scope(), filter, Math.min(PAGE, limit - letters.size()), cursor);
            page.letters().forEach(letter -> letters.add(letter.id()));
            change(job, now -> now.found(letters.size()));
            cursor = Optional.ofNullable(page.next());
        } while (cursor.isPresent() && letters.size() < limit);
        return letters.reversed();
    }

    private void redrive(RedriveJob job, Caller caller, LetterId id) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                switch (desk.redrive(caller, id)) {
                    case Redrive.Done _ -> change(job, RedriveJob::redrivenOne);
                    case Redrive.Unknown() -> change(job, now -> now.refusedOne(id + " is gone"));
                    case Redrive.Refused(String reason) ->
                            change(job, now -> now.refusedOne(id + ": " + reason));
                }
                return;
            } catch (NotAcknowledgedException | LettersUnavailableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                awaitUntil(System.nanoTime() + RETRY_NANOS);
            }
        }
    }

    private void awaitUntil(long nanoTime) throws InterruptedException {
        if (closing.await(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("the gateway stops");
        }
    }

    private void change(RedriveJob job, UnaryOperator<RedriveJob> change) {
        jobs.computeIfPresent(job.id(), (_, now) -> change.apply(now));
    }

    @Override
    public void close() {
        closing.countDown();
        threads.shutdown();
    }
}
