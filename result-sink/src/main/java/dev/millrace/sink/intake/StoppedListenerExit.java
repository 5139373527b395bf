package dev.millrace.sink.intake;

import dev.millrace.eventruntime.ServiceExit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.stereotype.Component;

/** Ends the process when a listener cannot go on, so that whoever supervises it decides. */
@Component
final class StoppedListenerExit {

    private static final Logger LOG = LoggerFactory.getLogger(StoppedListenerExit.class);

    @EventListener
    void stopped(ConsumerStoppedEvent event) {
        int code =
                switch (event.getReason()) {
                    case NORMAL -> 0;
                    case FENCED -> ServiceExit.FENCED;
                    default -> 1;
                };
        if (code != 0) {
            LOG.error("A listener stopped ({}), the process ends", event.getReason());
            ServiceExit.end(code);
        }
    }
}
