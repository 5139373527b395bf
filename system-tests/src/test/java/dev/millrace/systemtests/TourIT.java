package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.devstack.Ports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes through the tour of the documentation as a reader does, in one shell. */
@Order(3)
class TourIT {

    private static final String END_OF_STEP = "--- end of step ---";
    private static final long MINUTES = 5;

    @TempDir private Path folder;

    @Test
    void everyStepOfTheTourPrintsWhatThePageSays() throws Exception {
        assumeTrue(
                Stream.of("bash", "curl", "sed").allMatch(TourIT::isPresent),
                "skipped: the tour needs bash, curl and sed");
        Pipeline pipeline = Pipeline.shared();
        Tour tour = Tour.of(Files.readAllLines(pipeline.checkout().resolve("docs/tour.md")));

        List<String> outputs = outputs(pipeline, tour);

        assertThat(tour.steps()).isNotEmpty();
        for (int i = 0; i < tour.steps().size(); i++) {
            Tour.Step step = tour.steps().get(i);
            String output = i < outputs.size() ? outputs.get(i) : "";
            assertThat(step.missingIn(output))
                    .as("what is missing of line %d of docs/tour.md, in:%n%s", step.line(), output)
                    .isNull();
        }
        assertThat(outputs).as("the last step ended well").hasSize(tour.steps().size() + 1);
    }

    /** What each step printed; one more, empty, if all of them ended well. */
    private List<String> outputs(Pipeline pipeline, Tour tour) throws Exception {
        StringBuilder script = new StringBuilder("set -eu -o pipefail\n");
        for (Tour.Step step : tour.steps()) {
            script.append(step.commands())
                    .append("\nprintf '\\n%s\\n' '")
                    .append(END_OF_STEP)
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("tour.sh"), script);
        Path output = folder.resolve("output.txt");
        ProcessBuilder shell =
                new ProcessBuilder("bash", file.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        shell.environment().put("MILL", pipeline.url(Ports.GATEWAY));
        Process process = shell.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return List.of(Files.readString(output).split(END_OF_STEP + "\n", -1));
    }

    private static boolean isPresent(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
