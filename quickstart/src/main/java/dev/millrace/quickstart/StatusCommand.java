package dev.millrace.quickstart;

import dev.millrace.devstack.Health;
import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.devstack.RunState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace status}. */
@Command(
        name = "status",
        description = "Shows each server and service.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final List<String> NAMES =
            List.of(
                    Ports.KAFKA,
                    Ports.REGISTRY,
                    Ports.ELASTICSEARCH,
                    Ports.GATEWAY,
                    Ports.STREAM_PROCESSORS,
                    Ports.LLM_EXECUTOR,
                    Ports.RESULT_SINK);

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<ProcessStatus> processes = processes(Here.installation(), Here.ports());
        out.println(json ? asJson(processes) : asTable(processes));
        return 0;
    }

    /** What the supervisor says; while it has nothing to say, or is gone, nothing runs. */
    private static List<ProcessStatus> processes(Installation installation, Ports ports) {
        Optional<RunState> state =
                RunState.read(installation.stateFile()).filter(RunState::supervisorRuns);
        return NAMES.stream().map(name -> find(name, state).orElse(absent(name, ports))).toList();
    }

    private static Optional<ProcessStatus> find(String name, Optional<RunState> state) {
        return state.stream()
                .flatMap(known -> known.processes().stream())
                .filter(process -> process.name().equals(name))
                .findFirst();
    }

    private static ProcessStatus absent(String name, Ports ports) {
        return new ProcessStatus(name, null, ports.of(name), Health.DOWN, 0);
    }

    static String asJson(List<ProcessStatus> processes) {
        return processes.stream()
                .map(
                        process ->
                                "{\"name\":\"%s\",\"pid\":%s,\"port\":%d,\"health\":\"%s\",\"restarts\":%d}"
                                        .formatted(
                                                process.name(),
                                                process.pid(),
                                                process.port(),
                                                process.health(),
                                                process.restarts()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    static String asTable(List<ProcessStatus> processes) {
        return Stream.concat(
                        Stream.of(row("NAME", "PID", "PORT", "HEALTH", "RESTARTS")),
                        processes.stream()
                                .map(
                                        process ->
                                                row(
                                                        process.name(),
                                                        process.pid() == null ? "-" : process.pid(),
                                                        process.port(),
                                                        process.health(),
                                                        process.restarts())))
                .collect(Collectors.joining("\n"));
    }

    private static String row(
            Object name, Object pid, Object port, Object health, Object restarts) {
        return "%-18s %8s %6s  %-9s %8s".formatted(name, pid, port, health, restarts);
    }
}
