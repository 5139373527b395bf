package dev.millrace.gateway.openai;

import dev.millrace.gateway.streaming.StreamEvent;
import dev.millrace.gateway.streaming.TaskStream;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells callers what happens to tasks until they have ended. Thread-safe. */
final class Narrator {

    private static final Logger LOG = LoggerFactory.getLogger(Narrator.class);

    /** How a narration ended. */
    enum Ending {
        /** Everything was told. */
        TOLD,
        /** Nobody listens. */
        CALLER_GONE,
        /** It could not go on. */
        BROKEN
    }

    private final Closing closing;
    private final OpenAiSettings settings;

    Narrator(Closing closing, OpenAiSettings settings) {
        this.closing = closing;
        this.settings = settings;
    }

    /** Tells everything that a stream gives. */
    Ending tell(TaskStream stream, Narration narration, EventOutput out, CallerPresence presence)
            throws InterruptedException {
        try {
            narration.begin();
            while (!narration.isOver()) {
                if (closing.hasBegun()) {
                    narration.breakOff("The gateway stops.");
                    return Ending.BROKEN;
                }
                Optional<StreamEvent> event = stream.next(settings.look());
                if (event.isPresent()) {
                    narration.tell(event.get());
                } else if (presence.isGone()) {
                    return Ending.CALLER_GONE;
                } else if (out.nanosSinceLast() >= settings.heartbeat().toNanos()) {
                    out.heartbeat();
                }
            }
            return Ending.TOLD;
        } catch (IOException e) {
            LOG.debug("a caller went away", e);
            return Ending.CALLER_GONE;
        } catch (RuntimeException e) {
            LOG.warn("A stream broke off", e);
            return breakOff(narration);
        }
    }

    private static Ending breakOff(Narration narration) {
        try {
            narration.breakOff("The stream broke off.");
            return Ending.BROKEN;
        } catch (IOException e) {
            LOG.debug("a caller went away", e);
            return Ending.CALLER_GONE;
        }
    }
}
