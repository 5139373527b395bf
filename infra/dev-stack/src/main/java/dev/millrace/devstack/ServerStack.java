package dev.millrace.devstack;

import java.time.Duration;

/** Kafka, a schema registry and Elasticsearch that run for tests, whoever started them. */
public interface ServerStack extends AutoCloseable {

    /** Address of the broker for Kafka clients. */
    String bootstrapServers();

    /** Address of the registry's Confluent-compatible API. */
    String registryUrl();

    /** Address of Elasticsearch. */
    String elasticsearchUrl();

    /** Kills a server, named as in {@link Ports}, as {@code kill -9} does; it is started again. */
    void kill(String name);

    /** Stops a server in the middle of whatever it does, without closing its connections. */
    void pause(String name) throws InterruptedException;

    /** Lets a paused server go on. */
    void resume(String name) throws InterruptedException;

    /** Waits until every server is healthy, for example after {@link #kill}. */
    void awaitHealthy(Duration timeout) throws InterruptedException;

    /** Stops what was started for the tests. */
    @Override
    void close();
}
