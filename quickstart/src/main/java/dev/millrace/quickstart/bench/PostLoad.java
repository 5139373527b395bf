package dev.millrace.quickstart.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import tools.jackson.databind.json.JsonMapper;

/** Posts tasks over a number of connections for a while, each as fast as it is answered. */
final class PostLoad {

    private static final int ACCEPTED = 202;

    private final URI gateway;
    private final String key;
    private final AtomicInteger number = new AtomicInteger();

    PostLoad(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    /**
     * What became of the tasks of a run.
     *
     * @param accepted how many were accepted
     * @param micros how long the answer to each of them took
     * @param slowestSecond the fewest that were accepted in a second
     * @param others how many had another answer, by its status
     */
    record Outcome(
            int accepted, Percentiles micros, int slowestSecond, Map<Integer, Integer> others) {}

    /** Posts for so long. */
    Outcome run(int connections, Duration duration) throws InterruptedException {
        long start = System.nanoTime();
        List<Future<Sender>> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                senders.add(threads.submit(() -> send(start, duration)));
            }
        }
        List<Sender> done = new ArrayList<>();
        for (Future<Sender> sender : senders) {
            try {
                done.add(sender.get());
            } catch (ExecutionException e) {
                throw new BenchFailed("A connection to the gateway broke: " + e.getCause(), e);
            }
        }
        return outcome(done, Math.toIntExact(duration.toSeconds()));
    }

    private Sender send(long start, Duration duration) throws IOException {
        Sender sender = new Sender(Math.toIntExact(duration.toSeconds()));
        try (PostConnection connection = new PostConnection(gateway, key)) {
            long end = start + duration.toNanos();
            for (long sent = System.nanoTime(); sent < end; ) {
                int status = connection.post(body(number.incrementAndGet()));
                long now = System.nanoTime();
                sender.answered(status, now - sent, (int) ((now - start) / 1_000_000_000));
                sent = now;
            }
        }
        return sender;
    }

    private static String body(int number) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("prompt", Tasks.prompt(number))
                .toString();
    }

    private static Outcome outcome(List<Sender> senders, int seconds) {
        int[] perSecond = new int[seconds];
        Map<Integer, Integer> others = new TreeMap<>();
        LongStream.Builder micros = LongStream.builder();
        int accepted = 0;
        for (Sender sender : senders) {
            for (int second = 0; second < seconds; second++) {
                perSecond[second] += sender.perSecond[second];
            }
            sender.others.forEach((status, count) -> others.merge(status, count, Integer::sum));
            for (int i = 0; i < sender.accepted; i++) {
                micros.add(sender.micros[i]);
            }
            accepted += sender.accepted;
        }
        int slowest = Arrays.stream(perSecond).min().orElse(0);
        return new Outcome(accepted, Percentiles.of(micros.build()), slowest, others);
    }

    /** What one connection has seen. */
    private static final class Sender {

        private final int[] perSecond;
        private final Map<Integer, Integer> others = new TreeMap<>();
        private long[] micros = new long[1_024];
        private int accepted;

        Sender(int seconds) {
            perSecond = new int[seconds];
        }

        void answered(int status, long nanos, int second) {
            if (status != ACCEPTED) {
                others.merge(status, 1, Integer::sum);
                return;
            }
            if (accepted == micros.length) {
                micros = Arrays.copyOf(micros, 2 * micros.length);
            }
            micros[accepted++] = nanos / 1_000;
            // What is answered after the end was sent before it.
            perSecond[Math.min(second, perSecond.length - 1)]++;
        }
    }
}
