package org.elasticsearch.plugins;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.elasticsearch.Build;
import org.elasticsearch.common.settings.Settings;

/** Plugins that are classes on the class path rather than folders beside the server. */
public final class ClasspathPlugins extends PluginsService {

    // Null while the constructor of the superclass runs, which already asks for the plugins.
    private List<LoadedPlugin> loaded;

    /** Loads the given plugins. */
    public ClasspathPlugins(Settings settings, Path config, List<Class<? extends Plugin>> plugins) {
        super(settings, config, new PluginsLoader(Set.of(), Set.of(), Map.of()));
        List<LoadedPlugin> instances = new ArrayList<>();
        for (Class<? extends Plugin> plugin : plugins) {
            instances.add(
                    new LoadedPlugin(
                            descriptor(plugin),
                            loadPlugin(plugin, settings, config),
                            plugin.getClassLoader()));
        }
        loaded = List.copyOf(instances);
        loadExtensions(loaded);
    }

    private static PluginDescriptor descriptor(Class<? extends Plugin> plugin) {
        String version = Build.current().version();
        return new PluginDescriptor(
                plugin.getSimpleName(),
                "On the class path",
                version,
                version,
                "21",
                plugin.getName(),
                null,
                List.of(),
                false,
                false,
                false,
                false,
                PluginDescriptor.DeploymentTarget.ALL);
    }

    @Override
    protected List<LoadedPlugin> plugins() {
        return loaded == null ? List.of() : loaded;
    }

    /** One class loader holds all plugins; asking each of them would find every provider again. */
    @Override
    public <T> List<? extends T> loadServiceProviders(Class<T> service) {
        return ServiceLoader.load(service, getClass().getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
