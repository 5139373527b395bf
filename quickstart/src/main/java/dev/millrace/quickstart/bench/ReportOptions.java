package dev.millrace.quickstart.bench;

import dev.millrace.devstack.StackFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where what came out of a measurement goes. */
final class ReportOptions {

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the result as JSON.")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before a command is called
    private CommandSpec spec;

    /** Something that is measured. */
    interface Measurement {
        Report run(Progress progress) throws InterruptedException;
    }

    /** Measures, and tells what came out or what stood in the way; returns the exit code. */
    int tell(Measurement measurement) throws InterruptedException {
        CommandLine command = spec.commandLine();
        try {
            Report report = measurement.run(new Progress(command.getErr()));
            command.getOut().println(report.toText());
            if (json != null) {
                Files.writeString(json, report.toJson());
            }
            return report.isWhole() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (BenchFailed | StackFailedException | IOException e) {
            PrintWriter errors = command.getErr();
            errors.println("Nothing was measured. " + e.getMessage());
            errors.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
