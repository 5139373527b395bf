package dev.millrace.streams;

import dev.millrace.agents.AgentCatalogue;
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
        AgentCatalogue catalogue = AgentCatalogue.load(settings.folder());
        LOG.info(
                "Agents of {}: {}",
                settings.folder().toAbsolutePath(),
                String.join(", ", catalogue.agents().keySet()));
        return catalogue;
    }
}
