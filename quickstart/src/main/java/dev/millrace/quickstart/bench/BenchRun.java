package dev.millrace.quickstart.bench;

import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.SchemaSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;

/** Makes one measurement on a stack: warms up, sends the tasks, waits for the last and counts. */
final class BenchRun {

    /** Without any progress for so long, what is missing is lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration TELL = Duration.ofSeconds(5);
    private static final int SAMPLES_PER_SECOND = 5;

    private final BenchStack stack;
    private final BenchPlan plan;
    private final String key;
    private final Progress progress;
    private final LocalHttp http;
    private final SimulatedModelControl model;
    private final SearchIndex index;
    private final EventSerdes serdes;

    BenchRun(BenchStack stack, BenchPlan plan, String key, Progress progress, LocalHttp http) {
        this.stack = stack;
        this.plan = plan;
        this.key = key;
        this.progress = progress;
        this.http = http;
        this.model = new SimulatedModelControl(http, stack.simulatedModelPort());
        this.index = new SearchIndex(http, stack.elasticsearchUrl());
        this.serdes =
                EventSerdes.connect(
                        SchemaSettings.of(
                                stack.registryUrl(), stack.folder().resolve("schemas.json")));
    }

    Metrics measure() throws InterruptedException {
        model.setLatency(plan.latency());
        warmUp();
        progress.say("Measuring: " + plan.describe());
        model.reset();
        double otherLoad = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        CpuMeter cpu = CpuMeter.read(stack.processes());
        Pass pass = run(plan.tasks(), plan.rate(), true);
        CpuMeter cpuAfter = CpuMeter.read(stack.processes());
        JsonNode calls = model.stats();
        return metrics(pass)
                .put("peakCallsInFlight", calls.path("peakConcurrency").asDouble())
                .put("modelCalls", calls.path("calls").asDouble())
                .put("repeatedModelCalls", calls.path("duplicates").asDouble())
                .putAll(cpuAfter.since(cpu, plan.tasks(), Ports.SIMULATED_MODEL))
                .put("restarts", restarts())
                // Of the last minute: without it nobody can tell a slow pipeline from a busy
                // machine.
                .put("loadAverageBefore", otherLoad);
    }

    /** What one batch of tasks left behind. */
    private record Pass(Timelines timelines, int refused, int sent, double indexedSeconds) {}

    private void warmUp() throws InterruptedException {
        if (plan.warmUp() == 0) {
            return;
        }
        progress.say(String.format(Locale.ROOT, "Warming up with %,d tasks", plan.warmUp()));
        model.reset();
        Pass pass = run(plan.warmUp(), plan.rate() == 0 ? 0 : Math.max(plan.rate(), 100), false);
        if (pass.timelines().count(Stage.SEEN) < plan.warmUp()) {
            throw new BenchFailed(
                    "Only %d of %d tasks ended while warming up."
                            .formatted(pass.timelines().count(Stage.SEEN), plan.warmUp()));
        }
        if (model.stats().path("calls").asLong() == 0) {
            throw new BenchFailed(
                    "The executor does not use the simulated model on port %d. Start with MILLRACE_MODEL_PROVIDER=openai and MILLRACE_MODEL_BASE_URL=http://127.0.0.1:%d/v1."
                            .formatted(stack.simulatedModelPort(), stack.simulatedModelPort()));
        }
    }

    private Pass run(int tasks, double rate, boolean measured) throws InterruptedException {
        long indexedBefore = index.count();
        Timelines timelines = new Timelines();
        int every = measured && rate > 0 ? (int) Math.max(1, rate / SAMPLES_PER_SECOND) : 0;
        try (IndexSampler sampler = new IndexSampler(index, timelines, every);
                Observation _ =
                        new Observation(
                                stack.bootstrapServers(), serdes, timelines, sampler::resultSeen)) {
            long start = System.nanoTime();
            int refused =
                    rate > 0 ? sendOverHttp(timelines, tasks, rate) : sendToKafka(timelines, tasks);
            int sent = tasks - refused;
            if (measured && plan.scenario() == Scenario.EXECUTOR_LAST) {
                startExecutorLast(timelines, sent);
            }
            awaitCount("results", sent, () -> timelines.count(Stage.SEEN));
            int results = timelines.count(Stage.SEEN);
            awaitCount("indexed", results, () -> indexedSince(indexedBefore));
            return new Pass(timelines, refused, sent, (System.nanoTime() - start) / 1e9);
        }
    }

    private int sendToKafka(Timelines timelines, int tasks) {
        try (KafkaLoad load = new KafkaLoad(stack.bootstrapServers(), serdes, timelines)) {
            load.send(tasks);
        }
        return 0;
    }

    private int sendOverHttp(Timelines timelines, int tasks, double rate)
            throws InterruptedException {
        HttpLoad load = new HttpLoad(http.client(), stack.gatewayUrl(), key, timelines);
        Thread teller = Thread.startVirtualThread(() -> tellWhileSending(timelines, tasks));
        try {
            load.send(tasks, rate);
        } finally {
            teller.interrupt();
        }
        if (load.refused() > 0) {
            progress.say(
                    "The gateway refused %d tasks: %s"
                            .formatted(load.refused(), load.firstRefusal()));
        }
        return load.refused();
    }

    private void tellWhileSending(Timelines timelines, int tasks) {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(TELL);
                progress.say(
                        "%d of %d sent, %d results"
                                .formatted(
                                        timelines.count(Stage.SENT),
                                        tasks,
                                        timelines.count(Stage.SEEN)));
            }
        } catch (InterruptedException _) {
            // All are sent.
        }
    }

    private void startExecutorLast(Timelines timelines, int tasks) throws InterruptedException {
        awaitCount("turn requests", tasks, () -> timelines.count(Stage.DISPATCHED));
        progress.say("Starting the executor");
        stack.startExecutor();
        progress.say("The executor is ready");
    }

    private int indexedSince(long before) {
        try {
            return (int) (index.count() - before);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted", e);
        }
    }

    /** Waits until so many are there; gives up when no more come. */
    private void awaitCount(String what, int wanted, IntSupplier count)
            throws InterruptedException {
        int last = -1;
        long changed = System.nanoTime();
        long told = changed;
        while (true) {
            int now = count.getAsInt();
            if (now >= wanted) {
                progress.say("%d %s".formatted(now, what));
                return;
            }
            if (now != last) {
                last = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > PATIENCE.plus(plan.latency()).toNanos()) {
                progress.say("%d %s of %d, and no more come".formatted(now, what, wanted));
                return;
            }
            if (System.nanoTime() - told > TELL.toNanos()) {
                told = System.nanoTime();
                progress.say("%d %s of %d".formatted(now, what, wanted));
            }
            Thread.sleep(LOOK);
        }
    }

    private Metrics metrics(Pass pass) {
        Timelines timelines = pass.timelines();
        var sent = timelines.sent();
        long first = sent.stream().mapToLong(t -> t.at(Stage.SENT)).min().orElse(0);
        long last =
                sent.stream()
                        .filter(t -> t.has(Stage.SEEN))
                        .mapToLong(t -> t.at(Stage.SEEN))
                        .max()
                        .orElse(0);
        int results = timelines.count(Stage.SEEN);
        Metrics metrics =
                new Metrics()
                        .put("tasks", plan.tasks())
                        .put("warmUpTasks", plan.warmUp())
                        .put("tasksPerSecond", results * 1000.0 / (last - first))
                        .put("tasksPerSecondIndexed", results / pass.indexedSeconds())
                        .put("lostTasks", pass.sent() - results)
                        .put("failedTasks", timelines.failures())
                        .put("refusedTasks", pass.refused())
                        .put("repeatedResults", timelines.repeatedResults())
                        .putAll(Hops.measure(sent, plan.latency()));
        return plan.scenario() == Scenario.RATED ? metrics : metrics.putAll(Hops.stageEnds(sent));
    }

    private int restarts() {
        return stack.processes().stream().mapToInt(ProcessStatus::restarts).sum();
    }
}
