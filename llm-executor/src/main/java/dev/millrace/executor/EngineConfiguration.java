package dev.millrace.executor;

import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.StepCompleted;
import dev.millrace.TurnRequested;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.ServiceExit;
import dev.millrace.eventruntime.TopicGuard;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.executor.engine.CancelFeed;
import dev.millrace.executor.engine.Cancellations;
import dev.millrace.executor.engine.EngineSettings;
import dev.millrace.executor.engine.KafkaClients;
import dev.millrace.executor.engine.Publisher;
import dev.millrace.executor.engine.SourceSettings;
import dev.millrace.executor.engine.TokenPublisher;
import dev.millrace.executor.engine.WorkEngines;
import dev.millrace.executor.engine.WorkKind;
import dev.millrace.executor.engine.WorkPlan;
import dev.millrace.executor.kinds.EmbeddingWork;
import dev.millrace.executor.kinds.TurnWork;
import dev.millrace.executor.tokens.TokenStreams;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.ModelName;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the engines together: one for each kind of work. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    private static final String GROUP_PREFIX = "agents-llm-executor-";

    @Bean
    KafkaClients kafkaClients(KafkaConnection kafka, ExecutorSettings settings) {
        return new KafkaClients(
                kafka,
                GROUP_PREFIX,
                settings.instanceId(),
                settings.sessionTimeout(),
                settings.linger());
    }

    @Bean
    Publisher publisher(KafkaClients clients, KafkaClientMeters meters) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        clients.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        meters.show(producer);
        return new Publisher(producer);
    }

    @Bean
    Cancellations cancellations(ExecutorSettings settings) {
        return new Cancellations(settings.cancel().remembered(), Clock.systemUTC());
    }

    @Bean
    CancelFeed cancelFeed(
            KafkaClients clients,
            Cancellations cancellations,
            ExecutorSettings settings,
            KafkaClientMeters meters) {
        return new CancelFeed(
                Topics.WORK_CANCELED.name(),
                settings.cancel().lookBack(),
                () ->
                        new KafkaConsumer<>(
                                clients.cancelConsumer(),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()),
                meters,
                cancellations,
                Clock.systemUTC());
    }

    /** Needs the guard although it does not use it: the topics exist before anything reads them. */
    @Bean
    WorkEngines workEngines(
            KafkaConnection kafka,
            EventSerdes serdes,
            Publisher publisher,
            Cancellations cancellations,
            MeterRegistry meters,
            Spans spans,
            TopicGuard topics) {
        return new WorkEngines(
                kafka,
                serdes,
                publisher,
                cancellations,
                meters,
                spans,
                Clock.systemUTC(),
                () -> ServiceExit.end(ServiceExit.FENCED));
    }

    @Bean
    TokenStreams tokenStreams(
            ExecutorSettings settings,
            EventSerdes serdes,
            Publisher publisher,
            MeterRegistry meters) {
        return new TokenStreams(
                settings.streaming().calls(),
                new TokenPublisher(Topics.TOKENS_STREAMED, serdes, publisher),
                meters,
                Clock.systemUTC());
    }

    @Bean
    WorkPlan<TurnRequested, StepCompleted> turnPlan(
            ExecutorSettings settings, TurnRunner runner, TokenStreams tokens) {
        ExecutorSettings.TurnSettings turn = settings.turn();
        return new WorkPlan<>(
                new TurnWork(
                        runner, turn.weights(), settings.retryShare(), tokens, Clock.systemUTC()),
                new EngineSettings(
                        turn.concurrency(),
                        turn.window(),
                        turn.memory().toBytes(),
                        settings.drainTimeout()),
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("turn-", 0).factory()));
    }

    @Bean
    WorkPlan<ChunkBatch, ChunkBatchScored> embeddingPlan(
            ExecutorSettings settings, ChunkScorer scorer, ModelName embeddingModelName) {
        ExecutorSettings.EmbeddingSettings embedding = settings.embedding();
        return new WorkPlan<>(
                new EmbeddingWork(scorer, embeddingModelName, Clock.systemUTC()),
                new EngineSettings(
                        embedding.threads(),
                        embedding.window(),
                        embedding.memory().toBytes(),
                        settings.drainTimeout()),
                Executors.newFixedThreadPool(
                        embedding.threads(),
                        Thread.ofPlatform().name("embedding-", 0).daemon().factory()));
    }

    /** Every plan among the beans gets an engine. */
    @Bean
    EngineLifecycle engineLifecycle(
            WorkEngines engines,
            CancelFeed cancels,
            List<WorkPlan<?, ?>> plans,
            ExecutorSettings settings,
            KafkaClients clients) {
        return new EngineLifecycle(
                cancels,
                plans.stream()
                        .map(plan -> engines.engine(plan, source(settings, clients, plan.kind())))
                        .toList());
    }

    @Bean
    ExecutorHealthIndicator executorHealthIndicator(
            EngineLifecycle engines, CancelFeed cancels, Publisher publisher) {
        return new ExecutorHealthIndicator(engines, cancels, publisher);
    }

    private static SourceSettings source(
            ExecutorSettings settings, KafkaClients clients, WorkKind<?, ?> kind) {
        return new SourceSettings(
                settings.commitInterval(),
                settings.leaveGroupOnStop(),
                clients.consumer(kind.name()),
                clients.outcomeConsumer(kind.name()));
    }
}
