package dev.millrace.devstack;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What a running supervisor publishes about itself for other commands, in a file that is replaced
 * as a whole.
 *
 * @param supervisor the supervisor
 * @param phase how far it is
 * @param message why it failed, or empty
 * @param processes its processes in order
 */
public record RunState(
        ProcessId supervisor, Phase phase, String message, List<ProcessStatus> processes) {

    /** How far the supervisor is. */
    public enum Phase {
        /** Not every process is healthy yet. */
        STARTING,
        /** Every process has been healthy. */
        READY,
        /** The processes are being stopped. */
        STOPPING,
        /** The stack could not be started and has been stopped. */
        FAILED
    }

    /** Copies the list. */
    public RunState {
        processes = List.copyOf(processes);
    }

    /** Whether the supervisor that wrote this still runs. */
    public boolean supervisorRuns() {
        return supervisor.find().isPresent();
    }

    /** Replaces the file. */
    public void write(Path file) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("supervisor", supervisor.toString());
        lines.setProperty("phase", phase.name());
        lines.setProperty("message", message);
        lines.setProperty("processes", String.valueOf(processes.size()));
        for (int at = 0; at < processes.size(); at++) {
            lines.setProperty("process." + at, line(processes.get(at)));
        }
        StringWriter text = new StringWriter();
        lines.store(text, null);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text.toString());
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(ProcessStatus process) {
        Long pid = process.pid();
        return "%s %s %d %s %d"
                .formatted(
                        process.name(),
                        pid == null ? "-" : ProcessId.of(pid).toString(),
                        process.port(),
                        process.health().name(),
                        process.restarts());
    }

    /** The last published state; empty when there is none. */
    public static Optional<RunState> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties lines = new Properties();
        try (Reader reader = new StringReader(Files.readString(file))) {
            lines.load(reader);
            return Optional.of(parse(lines));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static RunState parse(Properties lines) {
        List<ProcessStatus> processes = new ArrayList<>();
        int count = Integer.parseInt(lines.getProperty("processes", "0"));
        for (int at = 0; at < count; at++) {
            processes.add(process(lines.getProperty("process." + at, "").split(" ")));
        }
        return new RunState(
                ProcessId.parse(lines.getProperty("supervisor", "")),
                Phase.valueOf(lines.getProperty("phase", "").toUpperCase(Locale.ROOT)),
                lines.getProperty("message", ""),
                processes);
    }

    /** A process that died since the state was written is shown as what it is. */
    private static ProcessStatus process(String[] words) {
        if (words.length != 5) {
            throw new IllegalArgumentException("Not a process: " + String.join(" ", words));
        }
        Optional<ProcessHandle> handle =
                words[1].equals("-") ? Optional.empty() : ProcessId.parse(words[1]).find();
        Health recorded = Health.valueOf(words[3]);
        return new ProcessStatus(
                words[0],
                handle.map(ProcessHandle::pid).orElse(null),
                Integer.parseInt(words[2]),
                handle.isEmpty() && recorded == Health.HEALTHY ? Health.DOWN : recorded,
                Integer.parseInt(words[4]));
    }
}
