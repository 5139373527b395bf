package dev.millrace.executor.tools.mcp;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.McpServer;
import dev.millrace.eventruntime.logging.LogSecrets;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Sets up the servers of tools. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Bean
    McpTools mcpTools(AgentCatalogue catalogue, Environment environment) {
        List<McpServer> servers =
                catalogue.tools().values().stream()
                        .filter(McpServer.class::isInstance)
                        .map(McpServer.class::cast)
                        .toList();
        return McpTools.of(servers, LogSecrets.noting(environment::getProperty)::apply)
                .start(PATIENCE);
    }

    @Bean
    InitializingBean mcpHealth(McpTools tools, HealthContributorRegistry health) {
        return () ->
                tools.connections()
                        .forEach(
                                connection ->
                                        health.registerContributor(
                                                "mcp:" + connection.name(), indicator(connection)));
    }

    /** A server that is away is no reason to take the executor out of service. */
    private static HealthIndicator indicator(McpConnection connection) {
        return () ->
                connection.session().isPresent()
                        ? Health.up().withDetail("tools", connection.tools().size()).build()
                        : Health.unknown().withDetail("problem", connection.problem()).build();
    }
}
