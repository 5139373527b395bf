package dev.millrace.executor.retrieval;

import dev.millrace.executor.work.ChunkScorer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Sets up how chunks are found. */
@Configuration(proxyBeanMethods = false)
class RetrievalConfiguration {

    @Bean
    @Primary
    ChunkScorer hybridChunkScorer(@Qualifier("chunkScorer") ChunkScorer meaning) {
        return new HybridChunkScorer(meaning);
    }
}
