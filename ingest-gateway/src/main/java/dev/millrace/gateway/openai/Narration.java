package dev.millrace.gateway.openai;

import dev.millrace.gateway.streaming.StreamEvent;
import java.io.IOException;

/** Tells a caller what happens to a task, in the words of one endpoint. Used by one thread. */
interface Narration {

    /** Tells that something will follow. */
    void begin() throws IOException;

    /** Tells of an event. */
    void tell(StreamEvent event) throws IOException;

    /** Tells that it cannot go on, for a reason that is not the task's. */
    void breakOff(String message) throws IOException;

    /** Whether everything is told. */
    boolean isOver();
}
