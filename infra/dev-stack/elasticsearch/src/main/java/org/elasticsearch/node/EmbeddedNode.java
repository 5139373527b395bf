package org.elasticsearch.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.ClasspathPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/**
 * A node whose plugins are classes on the class path; the constructor parameters it needs are
 * package-private.
 */
public final class EmbeddedNode extends Node {

    private EmbeddedNode(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(
                NodeConstruction.prepareConstruction(
                        environment, null, new ClasspathServices(plugins), true));
    }

    /**
     * A node that keeps its data in a folder; it is created when absent.
     *
     * @param address where it answers over HTTP: there is no authentication and no encryption, so
     *     nobody but those who may do everything must reach it
     */
    public static EmbeddedNode create(
            Path folder, int port, String address, List<Class<? extends Plugin>> plugins)
            throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Settings settings = settings(folder, port, address);
        LogConfigurator.configureWithoutConfig(settings);
        return new EmbeddedNode(
                InternalSettingsPreparer.prepareEnvironment(
                        settings, Map.of(), config, () -> "millrace"),
                plugins);
    }

    private static Settings settings(Path folder, int port, String address) {
        return Settings.builder()
                .put("path.home", folder.toString())
                .put("path.data", folder.resolve("data").toString())
                .put("cluster.name", "millrace")
                .put("node.name", "millrace")
                .put("logger.level", "WARN")
                .put("discovery.type", "single-node")
                .put("network.host", "127.0.0.1")
                .put("http.host", address)
                .put("http.port", port)
                .put("transport.port", "0")
                .put("transport.type", "netty4")
                .put("http.type", "netty4")
                // A laptop's disk is often fuller than 85 %, which would make indices read-only.
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                // Sized from the processors alone otherwise, without a look at a small heap.
                .put("node.processors", Math.min(4, Runtime.getRuntime().availableProcessors()))
                .build();
    }

    /** Overridden because the inherited method insists on being called once per process. */
    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService cluster) {}

    private static final class ClasspathServices extends NodeServiceProvider {

        private final List<Class<? extends Plugin>> plugins;

        ClasspathServices(List<Class<? extends Plugin>> plugins) {
            this.plugins = plugins;
        }

        @Override
        PluginsService newPluginService(Environment environment, PluginsLoader ignored) {
            return new ClasspathPlugins(environment.settings(), environment.configDir(), plugins);
        }
    }
}
