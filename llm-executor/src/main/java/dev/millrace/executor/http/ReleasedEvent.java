package dev.millrace.executor.http;

import dev.langchain4j.http.client.sse.ServerSentEvent;

/**
 * An event whose data is gone once it is released: the clients of providers keep all events of an
 * answer to its end, which would be many times its words.
 */
final class ReleasedEvent extends ServerSentEvent {

    private volatile String data;

    ReleasedEvent(ServerSentEvent event) {
        super(event.event(), "");
        this.data = event.data();
    }

    @Override
    public String data() {
        return data;
    }

    void release() {
        data = "";
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
