package dev.millrace.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own checker, where it is installed. */
final class Promtool {

    private Promtool() {}

    /** What it said, and whether it was content. */
    record Verdict(boolean content, String words) {}

    /** Skips the present test where there is no promtool. */
    static Verdict run(String... arguments) throws IOException, InterruptedException {
        String program = NpmServer.onPath("promtool");
        Assumptions.assumeTrue(program != null, "skipped: promtool is not present");
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor() == 0, words);
    }
}
