package dev.millrace.gateway.openai;

import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Numbers the events of a response and leaves out those that the caller has. */
final class NumberedOutput {

    private final EventOutput out;
    private final long after;
    private long next;

    /**
     * @param after the last number that the caller has; -1 for none
     */
    NumberedOutput(EventOutput out, long after) {
        this.out = out;
        this.after = after;
    }

    /** An event without anything in it yet. */
    static ObjectNode event(String type) {
        return JsonMapper.shared().createObjectNode().put("type", type);
    }

    void write(ObjectNode event) throws IOException {
        long number = next++;
        if (number > after) {
            out.event(event.get("type").stringValue(), event.put("sequence_number", number));
        }
    }

    /** Whether its reader has everything up to here, and more. */
    boolean isBehindItsReader() {
        return next <= after;
    }

    /** Leaves out what the reader may have, when it cannot be told what that is. */
    void skipToItsReader() {
        next = after + 1;
    }

    /** Writes the last event; who says to have more than there is gets it as well. */
    void writeLast(ObjectNode event) throws IOException {
        if (next < after) {
            skipToItsReader();
        }
        write(event);
    }
}
