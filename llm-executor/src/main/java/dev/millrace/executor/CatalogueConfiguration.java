package dev.millrace.executor;

import dev.millrace.agents.AgentCatalogue;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads what the installation defines; the service does not start when it cannot be used. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AgentSettings.class)
class CatalogueConfiguration {

    @Bean
    AgentCatalogue agentCatalogue(AgentSettings settings) {
        return AgentCatalogue.load(settings.folder());
    }
}
