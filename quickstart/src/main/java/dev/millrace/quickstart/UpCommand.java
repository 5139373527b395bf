package dev.millrace.quickstart;

import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.RunState;
import dev.millrace.devstack.RunState.Phase;
import dev.millrace.devstack.StackFailedException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace up}. */
@Command(
        name = "up",
        description = "Starts the servers and services and keeps them running.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--detach",
            description = "Return when everything is ready and leave it running.")
    private boolean detach;

    @Option(names = "--supervise", hidden = true)
    private boolean supervise;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Here.installation();
        Console console = new Console(spec.commandLine().getOut());
        try {
            return run(installation, Here.ports(), console);
        } catch (StackFailedException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private int run(Installation installation, Ports ports, Console console)
            throws IOException, InterruptedException {
        if (supervise) {
            return new Stack(installation, ports, console).run("./millrace down");
        }
        Optional<RunState> running = running(installation);
        if (running.isPresent()) {
            return alreadyThere(running.get(), installation, ports, console);
        }
        console.plain("Starting Millrace in " + installation.home());
        return detach
                ? new DetachedStack(installation, ports, console).start()
                : new Stack(installation, ports, console).run("Ctrl-C");
    }

    /** What runs now; one that is being stopped is waited for. */
    private static Optional<RunState> running(Installation installation)
            throws InterruptedException {
        while (true) {
            Optional<RunState> state =
                    RunState.read(installation.stateFile()).filter(RunState::supervisorRuns);
            if (state.isEmpty() || !isEnding(state.get())) {
                return state;
            }
            Thread.sleep(100);
        }
    }

    private static boolean isEnding(RunState state) {
        return state.phase() == Phase.STOPPING || state.phase() == Phase.FAILED;
    }

    private int alreadyThere(
            RunState state, Installation installation, Ports ports, Console console)
            throws InterruptedException {
        console.plain(
                "Millrace is already %s (supervisor: pid %d)."
                        .formatted(
                                state.phase() == Phase.READY ? "running" : "being started",
                                state.supervisor().pid()));
        if (state.phase() == Phase.STARTING && detach) {
            return new DetachedStack(installation, ports, console).follow(state);
        }
        return 0;
    }
}
