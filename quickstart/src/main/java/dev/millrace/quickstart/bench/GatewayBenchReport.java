package dev.millrace.quickstart.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came out of a measurement of the gateway alone.
 *
 * @param plan what was measured
 * @param machine on what
 * @param command the command that repeats it
 * @param metrics the numbers
 */
record GatewayBenchReport(GatewayBenchPlan plan, String machine, String command, Metrics metrics)
        implements Report {

    private static final double TARGET = 2_000;

    @Override
    public boolean isWhole() {
        return metrics.get("notAccepted") == 0;
    }

    private boolean meetsTarget() {
        return metrics.get("acceptedPerSecond") >= TARGET;
    }

    @Override
    public String toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("scenario", plan.describe()).put("machine", machine).put("command", command);
        ObjectNode numbers = json.putObject("metrics");
        metrics.names().forEach(name -> numbers.put(name, metrics.get(name)));
        json.putObject("targets")
                .putObject("acceptedPerSecond")
                .put("target", TARGET)
                .put("actual", metrics.get("acceptedPerSecond"))
                .put("met", meetsTarget());
        return json.toPrettyString() + System.lineSeparator();
    }

    @Override
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add("Scenario   " + plan.describe());
        lines.add("Machine    " + machine);
        lines.add(format("Load       %.1f before (average)", metrics.get("loadAverageBefore")));
        lines.add("");
        lines.add(
                format(
                        "accepted   %.0f/s (%.0f in the slowest second), %.0f not accepted",
                        metrics.get("acceptedPerSecond"),
                        metrics.get("acceptedInSlowestSecond"),
                        metrics.get("notAccepted")));
        lines.add(
                format(
                        "answers    p50 %.1f ms, p99 %.1f ms, longest %.0f ms; of which Kafka's acknowledgement %.1f ms (mean)",
                        metrics.get("answerP50Ms"),
                        metrics.get("answerP99Ms"),
                        metrics.get("answerMaxMs"),
                        metrics.get("acknowledgeMeanMs")));
        processors(lines);
        holdings(lines);
        lines.add("");
        lines.add(
                format(
                        "target     acceptedPerSecond at least %.0f: %.0f, %s",
                        TARGET,
                        metrics.get("acceptedPerSecond"),
                        meetsTarget() ? "met" : "MISSED"));
        return String.join(System.lineSeparator(), lines);
    }

    private void processors(List<String> lines) {
        lines.add(
                format(
                        "CPU        %.2f processors at work, %.2f ms for each task",
                        metrics.get("processors"), metrics.get("cpuMsPerTask")));
        for (String name : metrics.names()) {
            if (name.startsWith("processors.")) {
                lines.add(
                        format(
                                "           %-18s %.2f",
                                name.substring("processors.".length()), metrics.get(name)));
            }
        }
    }

    private void holdings(List<String> lines) {
        for (String what : List.of("HeapMiB", "Threads", "OpenFiles")) {
            lines.add(
                    format(
                            "gateway    %-10s %.0f before, %.0f after",
                            what,
                            metrics.get("gateway" + what + "Before"),
                            metrics.get("gateway" + what + "After")));
        }
    }

    // The annotation that would be wanted belongs to a library which is not worth having for this.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
