package dev.millrace.streams;

import dev.millrace.agents.AgentCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the definitions of agents; the service does not start with ones that cannot be used. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CatalogueSettings.class)
class CatalogueConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogueConfiguration.class);

    @Bean
    AgentCatalogue agentCatalogue(CatalogueSettings settings) {
        Path folder = settings.folder().toAbsolutePath();
        AgentCatalogue catalogue = AgentCatalogue.load(settings.folder());
        if (Files.isDirectory(folder)) {
            LOG.info("Agents of {}: {}", folder, String.join(", ", catalogue.agents().keySet()));
        } else {
            LOG.warn("There is no folder {}: the only agent is the built-in one", folder);
        }
        return catalogue;
    }
}
