package dev.millrace.gateway.screening;

import dev.millrace.agents.AgentCatalogue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Puts the screening into the way of tasks. */
@Configuration(proxyBeanMethods = false)
class ScreeningConfiguration {

    /** Reading all that a task says is the costliest gate. */
    private static final int AFTER_BACKPRESSURE = 300;

    @Bean
    @Order(AFTER_BACKPRESSURE)
    ScreeningGate screeningGate(AgentCatalogue catalogue) {
        return new ScreeningGate(catalogue);
    }
}
