package dev.millrace.executor.engine;

import dev.millrace.TokensStreamed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.executor.engine.Publisher.Letter;
import dev.millrace.executor.tokens.TokenSender;
import dev.millrace.schemas.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the words of calls to Kafka, again and again until each record is acknowledged. */
public final class TokenPublisher implements TokenSender {

    private static final Logger LOG = LoggerFactory.getLogger(TokenPublisher.class);

    private final Topic<String, TokensStreamed> topic;
    private final Serializer<TokensStreamed> serializer;
    private final Publisher publisher;

    public TokenPublisher(
            Topic<String, TokensStreamed> topic, EventSerdes serdes, Publisher publisher) {
        this.topic = topic;
        this.serializer = serdes.serializer(topic);
        this.publisher = publisher;
    }

    @Override
    public void send(TokensStreamed words, Runnable sent) {
        publisher.publish(
                new Letter(
                        () -> record(words),
                        sent,
                        refusal -> {
                            // The outcome has the words too.
                            try (TaskLog _ =
                                    TaskLog.of(
                                            words.getTaskId(),
                                            words.getTenantId(),
                                            (String) null)) {
                                LOG.error("words of {} cannot be sent", words.getTaskId(), refusal);
                            }
                            sent.run();
                        },
                        () -> {}));
    }

    private ProducerRecord<byte[], byte[]> record(TokensStreamed words) {
        return new ProducerRecord<>(
                topic.name(),
                words.getTaskId().getBytes(StandardCharsets.UTF_8),
                serializer.serialize(topic.name(), words));
    }
}
