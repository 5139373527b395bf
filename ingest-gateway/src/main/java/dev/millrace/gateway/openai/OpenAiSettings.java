package dev.millrace.gateway.openai;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the OpenAI-compatible endpoints allow.
 *
 * @param conversation the most bytes of instructions, messages and tools of one request together;
 *     no more than the 256 KiB that admission takes
 * @param kept the most bytes of a request that its answers repeat; of a longer one instructions and
 *     tools are left out
 * @param look how often it is looked whether a waiting caller is still there
 * @param heartbeat how long a stream is silent before it says that it is alive
 * @param cancelWithin how long the answer to a cancel waits for the end of the task
 */
@Validated
@ConfigurationProperties("millrace.gateway.openai")
public record OpenAiSettings(
        @DefaultValue("256KB") DataSize conversation,
        @DefaultValue("40000B") DataSize kept,
        @DefaultValue("1s") Duration look,
        @DefaultValue("3s") Duration heartbeat,
        @DefaultValue("5s") Duration cancelWithin) {}
