package dev.millrace.gateway.openai;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/** Knows whether the gateway is about to stop, so that nobody waits on. Thread-safe. */
final class Closing implements ApplicationListener<ContextClosedEvent> {

    private volatile boolean begun;

    boolean hasBegun() {
        return begun;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        begun = true;
    }
}
