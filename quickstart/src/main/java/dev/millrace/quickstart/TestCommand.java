package dev.millrace.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code millrace test}: the whole build with all tests and checks. */
@Command(
        name = "test",
        description = "Builds everything and runs all tests and checks (./mvnw verify).")
final class TestCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "Passed on to Maven.")
    private List<String> arguments = new ArrayList<>();

    @Unmatched private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path checkout = Here.installation().checkout();
        List<String> command =
                new ArrayList<>(List.of(checkout.resolve("mvnw").toString(), "-B", "-ntp"));
        command.add("verify");
        command.addAll(options);
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(checkout.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
