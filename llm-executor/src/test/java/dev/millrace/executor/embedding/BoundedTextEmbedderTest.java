package dev.millrace.executor.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedTextEmbedderTest {

    private final Set<Thread> computing = ConcurrentHashMap.newKeySet();

    private final TextEmbedder embedder =
            texts -> {
                computing.add(Thread.currentThread());
                return texts.stream().map(_ -> new float[] {1}).toList();
            };

    @Test
    void virtualThreadsShareAFewPlatformThreads() throws Exception {
        try (BoundedTextEmbedder bounded = new BoundedTextEmbedder(embedder, 2);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<float[]>>> vectors =
                    IntStream.range(0, 100)
                            .mapToObj(
                                    i -> callers.submit(() -> bounded.embed(List.of("text " + i))))
                            .toList();
            for (Future<List<float[]>> vector : vectors) {
                assertThat(vector.get()).hasSize(1);
            }
        }
        assertThat(computing).hasSizeBetween(1, 2).noneMatch(Thread::isVirtual);
    }

    @Test
    void platformThreadComputesByItself() {
        try (BoundedTextEmbedder bounded = new BoundedTextEmbedder(embedder, 2)) {
            bounded.embed(List.of("text"));
        }
        assertThat(computing).containsExactly(Thread.currentThread());
    }

    @Test
    void failureReachesTheCaller() throws Exception {
        TextEmbedder failing =
                _ -> {
                    throw new IllegalArgumentException("no");
                };
        try (BoundedTextEmbedder bounded = new BoundedTextEmbedder(failing, 1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<float[]>> vectors = callers.submit(() -> bounded.embed(List.of("text")));

            assertThatThrownBy(vectors::get).hasRootCauseMessage("no");
        }
    }

    @Test
    void interruptedCallerStopsWaiting() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TextEmbedder stuck =
                texts -> {
                    started.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                };
        try (BoundedTextEmbedder bounded = new BoundedTextEmbedder(stuck, 1)) {
            Thread caller =
                    Thread.startVirtualThread(
                            () ->
                                    assertThatThrownBy(() -> bounded.embed(List.of("text")))
                                            .isInstanceOf(
                                                    java.util.concurrent.CancellationException
                                                            .class));
            started.await();
            caller.interrupt();

            assertThat(caller.join(java.time.Duration.ofSeconds(5))).isTrue();
            release.countDown();
        }
    }
}
