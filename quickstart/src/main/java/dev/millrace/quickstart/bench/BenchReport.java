package dev.millrace.quickstart.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came out of a run.
 *
 * @param plan what was measured
 * @param machine on what
 * @param command the command that repeats it
 * @param metrics the numbers
 */
record BenchReport(BenchPlan plan, String machine, String command, Metrics metrics)
        implements Report {

    @Override
    public boolean isWhole() {
        return metrics.get("lostTasks") == 0 && metrics.get("failedTasks") == 0;
    }

    @Override
    public String toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("scenario", plan.scenario().id() + ": " + plan.describe())
                .put("machine", machine)
                .put("command", command);
        ObjectNode numbers = json.putObject("metrics");
        metrics.names().forEach(name -> numbers.put(name, metrics.get(name)));
        ObjectNode targets = json.putObject("targets");
        for (Target target : Target.of(plan)) {
            targets.putObject(target.metric())
                    .put("target", target.bound())
                    .put("actual", metrics.get(target.metric()))
                    .put("met", target.isMet(metrics));
        }
        return json.toPrettyString() + System.lineSeparator();
    }

    @Override
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add("Scenario   " + plan.scenario().id() + ": " + plan.describe());
        lines.add("Machine    " + machine);
        lines.add(format("Load       %.1f before (average)", metrics.get("loadAverageBefore")));
        lines.add("");
        lines.add(
                format(
                        "tasks/s    %.1f to the result, %.1f to the index",
                        metrics.get("tasksPerSecond"), metrics.get("tasksPerSecondIndexed")));
        latency(lines);
        stages(lines);
        lines.add(
                format("calls      %.0f in flight at the peak", metrics.get("peakCallsInFlight")));
        cpu(lines);
        lines.add(
                format(
                        "tasks      %.0f lost, %.0f failed, %.0f results repeated, %.0f model calls repeated",
                        metrics.get("lostTasks"),
                        metrics.get("failedTasks"),
                        metrics.get("repeatedResults"),
                        metrics.get("repeatedModelCalls")));
        lines.add("");
        for (Target target : Target.of(plan)) {
            lines.add(
                    format(
                            "target     %s %s %s: %s, %s",
                            target.metric(),
                            target.atLeast() ? "at least" : "at most",
                            number(target.bound()),
                            number(metrics.get(target.metric())),
                            target.isMet(metrics) ? "met" : "MISSED"));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private void latency(List<String> lines) {
        lines.add(
                format(
                        "added      p50 %.0f ms, p95 %.0f ms, p99 %.0f ms (sent to result seen, without the model's own time)",
                        metrics.get("addedLatencyP50Ms"),
                        metrics.get("addedLatencyP95Ms"),
                        metrics.get("addedLatencyP99Ms")));
        for (Hops.Hop hop : Hops.ALL) {
            String name = "hop." + hop.name();
            lines.add(
                    format(
                            "           %-11s %4.0f %%   p50 %.0f ms, p99 %.0f ms   %s -> %s",
                            hop.name(),
                            100 * metrics.get(name + ".share"),
                            metrics.get(name + ".p50Ms"),
                            metrics.get(name + ".p99Ms"),
                            hop.from().id(),
                            hop.to().id()));
        }
        if (metrics.has("resultToIndexedP50Ms")) {
            lines.add(
                    format(
                            "indexed    p50 %.0f ms, p99 %.0f ms after the result (some tasks, not part of the added latency)",
                            metrics.get("resultToIndexedP50Ms"),
                            metrics.get("resultToIndexedP99Ms")));
        }
    }

    /**
     * Of a backlog the latency of a task says little: what counts is when each stage was through.
     */
    private void stages(List<String> lines) {
        for (String name : metrics.names()) {
            if (name.startsWith("stageEnd.")) {
                lines.add(
                        format(
                                "last       %-14s %.2f s after the first was sent",
                                name.substring("stageEnd.".length()).replace("Seconds", ""),
                                metrics.get(name)));
            }
        }
    }

    private void cpu(List<String> lines) {
        String prefix = "cpuSecondsPer1000Tasks";
        lines.add(format("CPU        %.2f s for 1,000 tasks", metrics.get(prefix)));
        for (String name : metrics.names()) {
            if (name.startsWith(prefix + ".")) {
                lines.add(
                        format(
                                "           %-18s %.2f",
                                name.substring(prefix.length() + 1), metrics.get(name)));
            }
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? format("%.0f", value) : format("%.1f", value);
    }

    // The annotation that would be wanted belongs to a library which is not worth having for this.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
