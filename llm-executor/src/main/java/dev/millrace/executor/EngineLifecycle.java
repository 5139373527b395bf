package dev.millrace.executor;

import dev.millrace.executor.engine.WorkEngine;
import dev.millrace.executor.engine.WorkEngine.Status;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Starts the engines last and stops them first, all at once. */
final class EngineLifecycle implements SmartLifecycle {

    private final List<WorkEngine> engines;
    private volatile boolean running;

    EngineLifecycle(List<WorkEngine> engines) {
        this.engines = List.copyOf(engines);
    }

    @Override
    public void start() {
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
        running = false;
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
