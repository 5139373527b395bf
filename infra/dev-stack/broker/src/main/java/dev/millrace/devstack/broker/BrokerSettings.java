package dev.millrace.devstack.broker;

import java.nio.file.Path;
import java.util.Properties;

/** Every setting of the broker that differs from Kafka's default, with its reason. */
final class BrokerSettings {

    private static final int TEN_MEBIBYTES = 10 * 1024 * 1024;

    private BrokerSettings() {}

    static Properties of(Path logs, int port, int controllerPort) {
        Properties settings = new Properties();
        node(settings, logs, port, controllerPort);
        singleReplica(settings);
        pipeline(settings);
        smallMachine(settings);
        return settings;
    }

    private static void node(Properties settings, Path logs, int port, int controllerPort) {
        String address = "127.0.0.1:" + port;
        String controller = "127.0.0.1:" + controllerPort;
        set(settings, "process.roles", "broker,controller");
        set(settings, "node.id", 1);
        // A static voter: its address comes from this file, so its port can change at each start.
        set(settings, "controller.quorum.voters", "1@" + controller);
        set(settings, "controller.listener.names", "CONTROLLER");
        set(settings, "listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller);
        set(settings, "advertised.listeners", "PLAINTEXT://" + address);
        set(settings, "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        set(settings, "log.dirs", logs);
        // After a kill the node may register again only when its old session has run out.
        set(settings, "broker.session.timeout.ms", 3000);
        set(settings, "broker.heartbeat.interval.ms", 500);
    }

    private static void singleReplica(Properties settings) {
        set(settings, "default.replication.factor", 1);
        set(settings, "min.insync.replicas", 1);
        for (String topic :
                new String[] {
                    "offsets.topic", "transaction.state.log", "share.coordinator.state.topic"
                }) {
            set(settings, topic + ".replication.factor", 1);
            // Fifty, the default, cost start-up time and files and spread nothing on one node.
            set(settings, topic + ".num.partitions", 4);
        }
        set(settings, "transaction.state.log.min.isr", 1);
        set(settings, "share.coordinator.state.topic.min.isr", 1);
    }

    private static void pipeline(Properties settings) {
        // Topics come from the catalogue; a misspelt name must fail.
        set(settings, "auto.create.topics.enable", false);
        set(settings, "num.partitions", 4);
        // Room for a record of 9 MiB with its batch around it.
        set(settings, "message.max.bytes", TEN_MEBIBYTES);
        set(settings, "replica.fetch.max.bytes", TEN_MEBIBYTES);
        // A killed application's open transaction blocks read_committed readers until it is
        // aborted. The first look is one interval after the start: sooner than the partitions have
        // their leaders again, an abort is written down as complete without its markers, and then
        // blocks for ever.
        set(settings, "transaction.abort.timed.out.transaction.cleanup.interval.ms", 10_000);
        // Members of one group are started together or one after another, never in waves.
        set(settings, "group.initial.rebalance.delay.ms", 0);
        set(settings, "group.min.session.timeout.ms", 2000);
    }

    private static void smallMachine(Properties settings) {
        set(settings, "num.network.threads", 2);
        set(settings, "num.io.threads", 4);
        set(settings, "num.recovery.threads.per.data.dir", 2);
        set(settings, "background.threads", 4);
        // The default allocates 128 MiB when the first compacted topic appears.
        set(settings, "log.cleaner.dedupe.buffer.size", 16 * 1024 * 1024);
    }

    private static void set(Properties settings, String name, Object value) {
        settings.setProperty(name, value.toString());
    }
}
