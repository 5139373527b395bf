package dev.millrace.executor.engine;

import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine in a process of its own, to be killed; writes a line for each call that starts. */
final class EngineProcess {

    private EngineProcess() {}

    static Process start(
            String bootstrapServers,
            String topics,
            String group,
            int concurrency,
            int leastMillis,
            int mostMillis,
            Path output,
            String... flags)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineProcess.class.getName(),
                        bootstrapServers,
                        topics,
                        group,
                        Integer.toString(concurrency),
                        Integer.toString(leastMillis),
                        Integer.toString(mostMillis)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** Arguments: bootstrap servers, topics, group, concurrency, least and most milliseconds. */
    public static void main(String[] arguments) throws InterruptedException {
        int least = Integer.parseInt(arguments[4]);
        int most = Integer.parseInt(arguments[5]);
        AtomicInteger peak = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        TurnRunner runner =
                turn -> {
                    System.out.println("call " + turn.taskId());
                    peak.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(ThreadLocalRandom.current().nextInt(least, most + 1));
                    running.decrementAndGet();
                    return new Answered("answer", List.of(), "sleeper", "stop", 1, 1);
                };
        EngineRun run =
                new EngineRun(
                        arguments[0],
                        new TurnTopics(arguments[0], arguments[1]),
                        arguments[2],
                        "instance",
                        Integer.parseInt(arguments[3]),
                        false,
                        runner);
        while (run.engine.status().alive() || running.get() >= 0) {
            Thread.sleep(500);
            long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.println("peak " + peak.get() + " heap " + (heap >> 20));
        }
    }
}
