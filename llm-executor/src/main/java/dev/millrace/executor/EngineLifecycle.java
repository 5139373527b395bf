package dev.millrace.executor;

import dev.millrace.executor.engine.CancelFeed;
import dev.millrace.executor.engine.WorkEngine;
import dev.millrace.executor.engine.WorkEngine.Status;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the engines last and stops them first, all at once; cancels are heard before and after.
 */
final class EngineLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLifecycle.class);
    private static final Duration CANCELS_TIMEOUT = Duration.ofSeconds(5);

    private final CancelFeed cancels;
    private final List<WorkEngine> engines;
    private volatile boolean running;

    EngineLifecycle(CancelFeed cancels, List<WorkEngine> engines) {
        this.cancels = cancels;
        this.engines = List.copyOf(engines);
    }

    @Override
    public void start() {
        cancels.start();
        awaitCancels();
        engines.forEach(WorkEngine::start);
        running = true;
    }

    @Override
    public void stop() {
        engines.forEach(WorkEngine::stopTaking);
        List<Thread> stopping =
                engines.stream()
                        .map(engine -> Thread.ofPlatform().name("engine-stop").start(engine::stop))
                        .toList();
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        cancels.close();
        running = false;
    }

    /** So that no call is made for what was canceled before; for a while only, as it is no must. */
    private void awaitCancels() {
        try {
            if (!cancels.awaitCaughtUp(CANCELS_TIMEOUT)) {
                LOG.warn("work starts before all cancels are heard: {}", cancels.problem());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** How each engine is. */
    List<Status> statuses() {
        return engines.stream().map(WorkEngine::status).toList();
    }
}
