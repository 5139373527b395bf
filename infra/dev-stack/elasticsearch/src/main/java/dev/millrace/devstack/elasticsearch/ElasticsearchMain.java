package dev.millrace.devstack.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.node.EmbeddedNode;
import org.elasticsearch.node.NodeValidationException;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/** Runs one Elasticsearch node from the class path until the process is told to stop. */
public final class ElasticsearchMain {

    private ElasticsearchMain() {}

    /** Arguments: data folder, HTTP port and, unless it is the loopback one, the address. */
    public static void main(String[] arguments)
            throws IOException, NodeValidationException, InterruptedException {
        EmbeddedNode node =
                EmbeddedNode.create(
                        Path.of(arguments[0]).toAbsolutePath(),
                        Integer.parseInt(arguments[1]),
                        arguments.length > 2 ? arguments[2] : "127.0.0.1",
                        List.of(Netty4Plugin.class, RootPlugin.class));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "node-close"));
        node.start();
        System.out.println("Elasticsearch answers on port " + arguments[1]);
        new CountDownLatch(1).await();
    }

    private static void close(EmbeddedNode node) {
        try {
            node.close();
        } catch (IOException e) {
            System.err.println("Closing the node failed: " + e);
        }
    }
}
