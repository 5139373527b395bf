package dev.millrace.quickstart.bench;

import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;

/** Makes one measurement of the gateway alone. */
final class GatewayBenchRun {

    private final GatewayBenchStack stack;
    private final GatewayBenchPlan plan;
    private final Progress progress;
    private final LocalHttp http;
    private final PostLoad load;

    GatewayBenchRun(
            GatewayBenchStack stack,
            GatewayBenchPlan plan,
            String key,
            Progress progress,
            LocalHttp http) {
        this.stack = stack;
        this.plan = plan;
        this.progress = progress;
        this.http = http;
        this.load = new PostLoad(stack.gateway(), key);
    }

    Metrics measure() throws InterruptedException {
        double loadAverage = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        GatewayProbe probe = new GatewayProbe(http, stack.gateway(), gatewayPid());
        if (plan.warmUp().isPositive()) {
            progress.say("Warming up");
            load.run(plan.connections(), plan.warmUp());
        }
        Metrics before = probe.holdings("Before");
        GatewayProbe.Acknowledged acknowledgedBefore = probe.acknowledged();
        CpuMeter cpuBefore = CpuMeter.read(stack.processes());
        Duration ownBefore = ownCpu();
        progress.say("Measuring");
        long start = System.nanoTime();
        PostLoad.Outcome outcome = load.run(plan.connections(), plan.duration());
        double seconds = (System.nanoTime() - start) / 1e9;
        Metrics metrics = new Metrics().put("loadAverageBefore", loadAverage);
        outcome(metrics, outcome, seconds);
        metrics.put("acknowledgeMeanMs", probe.acknowledged().meanMsSince(acknowledgedBefore));
        cpu(metrics, cpuBefore, seconds);
        metrics.put(
                "cpuMsPerTask", metrics.get("processors") * 1000 * seconds / outcome.accepted());
        metrics.put("processors.bench", ownCpu().minus(ownBefore).toNanos() / 1e9 / seconds);
        progress.say("Looking what is left");
        Thread.sleep(Duration.ofSeconds(2));
        return metrics.putAll(before).putAll(probe.holdings("After"));
    }

    private static void outcome(Metrics metrics, PostLoad.Outcome outcome, double seconds) {
        metrics.put("acceptedPerSecond", outcome.accepted() / seconds)
                .put("acceptedInSlowestSecond", outcome.slowestSecond())
                .put("answerP50Ms", outcome.micros().at(0.5) / 1000)
                .put("answerP99Ms", outcome.micros().at(0.99) / 1000)
                .put("answerMaxMs", outcome.micros().max() / 1000)
                .put("accepted", outcome.accepted())
                .put(
                        "notAccepted",
                        outcome.others().values().stream().mapToInt(Integer::intValue).sum());
        outcome.others().forEach((status, count) -> metrics.put("notAccepted." + status, count));
    }

    private void cpu(Metrics metrics, CpuMeter before, double seconds) {
        CpuMeter after = CpuMeter.read(stack.processes());
        double all = 0;
        for (String process : after.byProcess().keySet()) {
            Duration used =
                    Objects.requireNonNull(after.byProcess().get(process))
                            .minus(before.byProcess().getOrDefault(process, Duration.ZERO));
            double processors = used.toNanos() / 1e9 / seconds;
            metrics.put("processors." + process, processors);
            all += processors;
        }
        metrics.put("processors", all);
    }

    private long gatewayPid() {
        return stack.processes().stream()
                .filter(process -> process.name().equals(Ports.GATEWAY))
                .map(ProcessStatus::pid)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new BenchFailed("The gateway does not run"));
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
