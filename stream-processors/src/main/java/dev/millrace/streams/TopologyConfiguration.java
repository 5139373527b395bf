package dev.millrace.streams;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.streams.admission.AdmissionRule;
import dev.millrace.streams.admission.AdmissionSettings;
import dev.millrace.streams.admission.AdmissionTopology;
import dev.millrace.streams.admission.Agents;
import dev.millrace.streams.agent.AgentSettings;
import dev.millrace.streams.agent.AgentTopology;
import dev.millrace.streams.chunking.ChunkingSettings;
import dev.millrace.streams.chunking.ChunkingTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the topologies. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    AdmissionSettings.class,
    AgentSettings.class,
    ChunkingSettings.class
})
class TopologyConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    TopologyMetrics topologyMetrics(
            MeterRegistry registry,
            ObjectProvider<PrometheusRegistry> prometheus,
            AgentCatalogue catalogue,
            Clock clock) {
        return new TopologyMetrics(
                registry,
                prometheus.getIfAvailable(PrometheusRegistry::new),
                catalogue.agents().keySet(),
                clock);
    }

    @Bean
    AdmissionTopology admissionTopology(
            AdmissionSettings settings,
            AgentCatalogue catalogue,
            ObjectProvider<AdmissionRule> rules,
            EventSerdes serdes,
            Clock clock,
            TopologyMetrics metrics,
            Spans spans) {
        List<AdmissionRule> ordered = rules.orderedStream().toList();
        Agents agents = new Agents(catalogue, settings.defaultModel());
        return new AdmissionTopology(settings, agents, ordered, serdes, clock, metrics, spans);
    }

    @Bean
    AgentTopology agentTopology(
            AgentSettings settings,
            EventSerdes serdes,
            Clock clock,
            TopologyMetrics metrics,
            Spans spans) {
        return new AgentTopology(settings, serdes, clock, System::nanoTime, metrics, spans);
    }

    @Bean
    ChunkingTopology chunkingTopology(
            ChunkingSettings settings, EventSerdes serdes, TopologyMetrics metrics) {
        return new ChunkingTopology(settings, serdes, metrics);
    }

    @Bean
    Topologies topologies(
            AdmissionTopology admission, AgentTopology agent, ChunkingTopology chunking) {
        return new Topologies(admission, agent, chunking);
    }
}
