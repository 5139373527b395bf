package dev.millrace.streams;

import dev.millrace.streams.admission.AdmissionTopology;
import dev.millrace.streams.agent.AgentTopology;
import dev.millrace.streams.chunking.ChunkingTopology;
import java.util.Properties;
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

    /** The order is part of what is deployed: it numbers the sub-topologies. */
    Topology tasks(Properties properties) {
        StreamsBuilder builder = builder(properties);
        admission.build(builder);
        agent.build(builder);
        return builder.build(properties);
    }

    Topology chunking(Properties properties) {
        StreamsBuilder builder = builder(properties);
        chunking.build(builder);
        return builder.build(properties);
    }

    /** Only a builder that knows the settings enforces explicit names. */
    private static StreamsBuilder builder(Properties properties) {
        return new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
    }
}
