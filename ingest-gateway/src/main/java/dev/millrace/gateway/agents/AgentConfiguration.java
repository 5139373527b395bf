package dev.millrace.gateway.agents;

import dev.millrace.agents.AgentCatalogue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the definitions of the agents. */
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {

    @Bean
    AgentCatalogue agentCatalogue(AgentSettings settings) {
        return AgentCatalogue.load(settings.folder());
    }
}
