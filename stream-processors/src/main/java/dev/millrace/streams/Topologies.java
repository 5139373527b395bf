package dev.millrace.streams;

import dev.millrace.streams.admission.AdmissionTopology;
import dev.millrace.streams.agent.AgentTopology;
import dev.millrace.streams.chunking.ChunkingTopology;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** Puts the topologies together that run as one application. */
final class Topologies {

    private final AdmissionTopology admission;
    private final AgentTopology agent;
    private final ChunkingTopology chunking;

    Topologies(AdmissionTopology admission, AgentTopology agent, ChunkingTopology chunking) {
        this.admission = admission;
        this.agent = agent;
        this.chunking = chunking;
    }

    Topology tasks(Properties properties) {
        return build(
                properties,
                builder -> {
                    admission.build(builder);
                    agent.build(builder);
                });
    }

    Topology chunking(Properties properties) {
        return build(properties, chunking::build);
    }

    /** Only a builder that knows the settings enforces explicit names. */
    static Topology build(Properties properties, Consumer<StreamsBuilder> parts) {
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        parts.accept(builder);
        return builder.build(properties);
    }
}
