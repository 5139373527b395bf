package dev.millrace.quickstart.bench;

import dev.millrace.devstack.ProcessStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processor time that processes have used when this was taken.
 *
 * @param byProcess the time by the name of the process
 */
record CpuMeter(Map<String, Duration> byProcess) {

    static CpuMeter read(List<ProcessStatus> processes) {
        Map<String, Duration> times = new LinkedHashMap<>();
        for (ProcessStatus process : processes) {
            Long pid = process.pid();
            if (pid != null) {
                ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .ifPresent(time -> times.put(process.name(), time));
            }
        }
        return new CpuMeter(times);
    }

    /**
     * What was used since the other reading, for a thousand tasks; a restarted process counts from
     * 0.
     */
    Metrics since(CpuMeter start, int tasks, String notCounted) {
        Metrics metrics = new Metrics();
        double all = 0;
        for (Map.Entry<String, Duration> process : byProcess.entrySet()) {
            Duration before = start.byProcess.getOrDefault(process.getKey(), Duration.ZERO);
            Duration used = process.getValue().minus(before);
            Duration own = used.isNegative() ? process.getValue() : used;
            double perThousand = own.toMillis() / 1000.0 * 1000.0 / tasks;
            metrics.put("cpuSecondsPer1000Tasks." + process.getKey(), perThousand);
            if (!process.getKey().equals(notCounted)) {
                all += perThousand;
            }
        }
        return new Metrics().put("cpuSecondsPer1000Tasks", all).putAll(metrics);
    }
}
