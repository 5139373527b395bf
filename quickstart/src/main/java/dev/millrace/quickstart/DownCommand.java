package dev.millrace.quickstart;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.ProcessId;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.RunState;
import dev.millrace.devstack.StackFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace down}. */
@Command(
        name = "down",
        description = "Stops everything that 'up' started; returns when all of it is gone.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    // Together under the minute that is promised.
    private static final Duration IN_ORDER = Duration.ofSeconds(42);
    private static final Duration LEFT_OVERS = Duration.ofSeconds(8);
    private static final Duration AFTER_KILL = Duration.ofSeconds(4);

    @Option(names = "--wipe", description = "Delete all data afterwards.")
    private boolean wipe;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            return down(spec.commandLine().getOut());
        } catch (StackFailedException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private int down(PrintWriter out) throws IOException, InterruptedException {
        Installation installation = Here.installation();
        Optional<RunState> state = RunState.read(installation.stateFile());
        boolean ran = state.isPresent() && stop(state.get(), installation);
        Files.deleteIfExists(installation.stateFile());
        out.println(ran ? "Millrace is down." : "Nothing was running.");
        if (wipe) {
            DevStack.delete(installation.allData());
            DevStack.delete(installation.home().resolve("cache"));
            out.println("Deleted " + installation.allData());
        }
        return 0;
    }

    private boolean stop(RunState state, Installation installation) throws InterruptedException {
        Optional<ProcessHandle> supervisor = state.supervisor().find();
        if (supervisor.isPresent()) {
            spec.commandLine().getOut().println("Stopping Millrace");
            spec.commandLine().getOut().flush();
            supervisor.get().destroy();
            end(List.of(supervisor.get()), IN_ORDER);
        }
        // Read again: a process may have been started since.
        RunState last = RunState.read(installation.stateFile()).orElse(state);
        List<ProcessHandle> leftOvers = new ArrayList<>();
        for (RunState known : List.of(state, last)) {
            known.processes().stream()
                    .map(ProcessStatus::pid)
                    .filter(Objects::nonNull)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .forEach(leftOvers::add);
        }
        leftOvers.forEach(ProcessHandle::destroy);
        end(leftOvers, LEFT_OVERS);
        return supervisor.isPresent() || !leftOvers.isEmpty();
    }

    /** Waits for processes to end, and kills those that take too long. */
    private static void end(List<ProcessHandle> processes, Duration patience)
            throws InterruptedException {
        if (!haveEnded(processes, patience)) {
            processes.forEach(ProcessHandle::destroyForcibly);
            if (!haveEnded(processes, AFTER_KILL)) {
                throw new StackFailedException("Some processes cannot be killed: " + processes);
            }
        }
    }

    private static boolean haveEnded(List<ProcessHandle> processes, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(ProcessId::runs)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }
}
