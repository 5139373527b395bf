package dev.millrace.quickstart;

import dev.millrace.devstack.Health;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessLog;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.RunState;
import dev.millrace.devstack.RunState.Phase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Starts the stack in a process of its own and follows it until it is ready. */
final class DetachedStack {

    private static final int POLL_MILLIS = 100;
    private static final File NOWHERE = new File("/dev/null");

    private final Installation installation;
    private final Ports ports;
    private final Console console;
    private final Set<String> reported = new HashSet<>();

    DetachedStack(Installation installation, Ports ports, Console console) {
        this.installation = installation;
        this.ports = ports;
        this.console = console;
    }

    /** Starts it; returns the exit code once it is ready or has failed. */
    int start() throws IOException, InterruptedException {
        Path log = installation.log("supervisor");
        Files.createDirectories(log.getParent());
        Process supervisor =
                new ProcessBuilder(command())
                        .directory(installation.checkout().toFile())
                        .redirectInput(NOWHERE)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        while (supervisor.isAlive()) {
            Thread.sleep(POLL_MILLIS);
            Optional<RunState> state = stateOf(supervisor.pid());
            state.ifPresent(this::reportProgress);
            if (state.filter(at -> at.phase() == Phase.READY).isPresent()) {
                console.ready(installation, ports, "./millrace down");
                return 0;
            }
        }
        console.plain(reason(supervisor.pid(), log));
        return 1;
    }

    /** Follows one that another command has started. */
    int follow(RunState started) throws InterruptedException {
        RunState state = started;
        while (state.supervisorRuns() && state.phase() == Phase.STARTING) {
            reportProgress(state);
            Thread.sleep(POLL_MILLIS);
            state = stateOf(started.supervisor().pid()).orElse(state);
        }
        if (state.phase() == Phase.READY) {
            console.ready(installation, ports, "./millrace down");
            return 0;
        }
        console.plain(reason(started.supervisor().pid(), installation.log("supervisor")));
        return 1;
    }

    private String reason(long supervisor, Path log) {
        return stateOf(supervisor)
                .map(RunState::message)
                .filter(message -> !message.isEmpty())
                .orElseGet(() -> String.join("\n", ProcessLog.lastLines(log, 15)));
    }

    private Optional<RunState> stateOf(long supervisor) {
        return RunState.read(installation.stateFile())
                .filter(state -> state.supervisor().pid() == supervisor);
    }

    private void reportProgress(RunState state) {
        for (ProcessStatus process : state.processes()) {
            if (process.health() == Health.HEALTHY && reported.add(process.name())) {
                console.line(process.name() + " is up");
            }
            if (process.restarts() > 0
                    && reported.add(process.name() + " restart " + process.restarts())) {
                console.line(
                        "%s died and was started again; its log: %s"
                                .formatted(process.name(), installation.log(process.name())));
            }
        }
    }

    /** A session of its own, where the system has the command for it: no terminal can end it. */
    private List<String> command() {
        List<String> command = new ArrayList<>();
        setsid().map(Path::toString).ifPresent(command::add);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dmillrace.checkout=" + installation.checkout(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Millrace.class.getName(),
                        "up",
                        "--supervise"));
        return command;
    }

    private static Optional<Path> setsid() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
