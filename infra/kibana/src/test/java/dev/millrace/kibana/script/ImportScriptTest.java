package dev.millrace.kibana.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.kibana.script.StandInKibana.Asked;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the script asks of Kibana and what it tells, with a server that answers as it is told to.
 */
class ImportScriptTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.checkout"), "infra/kibana");

    @TempDir private Path folder;
    private StandInKibana kibana;

    private record Run(int exitCode, String output) {}

    @BeforeEach
    void start() throws IOException {
        kibana = new StandInKibana();
    }

    @AfterEach
    void stop() {
        kibana.close();
    }

    @Test
    void theObjectsAreSentAsAFileThatReplacesWhatIsThere() throws Exception {
        Run run = importObjects(Map.of(), kibana.url());

        assertThat(run.output()).contains("Imported 18 objects into " + kibana.url());
        assertThat(run.exitCode()).isZero();
        Asked asked = lastAsked();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.target()).isEqualTo("/api/saved_objects/_import?overwrite=true");
        assertThat(asked.headers().getFirst("kbn-xsrf")).isEqualTo("true");
        assertThat(asked.headers().getFirst("Content-Type")).startsWith("multipart/form-data;");
        assertThat(asked.headers()).doesNotContainKey("Authorization");
        assertThat(asked.body())
                .contains("name=\"file\"; filename=\"millrace.ndjson\"")
                .contains(Files.readString(FOLDER.resolve("millrace.ndjson")));
    }

    @Test
    void itIsTheSameTheSecondTime() throws Exception {
        importObjects(Map.of(), kibana.url());
        String first = lastAsked().target();

        assertThat(importObjects(Map.of(), kibana.url()).exitCode()).isZero();
        assertThat(lastAsked().target()).isEqualTo(first);
    }

    @Test
    void aSpaceAndABasePathArePartOfTheAddress() throws Exception {
        importObjects(Map.of(), "--space", "agents", kibana.url() + "/base/");

        assertThat(kibana.asked.getFirst().target()).isEqualTo("/base/api/status");
        assertThat(lastAsked().target())
                .isEqualTo("/base/s/agents/api/saved_objects/_import?overwrite=true");
    }

    @Test
    void anApiKeyComesFromAFileOrTheEnvironment() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "c2VjcmV0\n");

        importObjects(Map.of(), "--api-key-file", key.toString(), kibana.url());
        assertThat(lastAsked().headers().getFirst("Authorization")).isEqualTo("ApiKey c2VjcmV0");

        importObjects(Map.of("KIBANA_API_KEY", "b3RoZXI="), kibana.url());
        assertThat(lastAsked().headers().getFirst("Authorization")).isEqualTo("ApiKey b3RoZXI=");
    }

    @Test
    void aUserHasAPasswordFromAFileWithAnyCharacters() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "qu\"o\\te");

        Run run =
                importObjects(
                        Map.of(),
                        "--user",
                        "elastic",
                        "--password-file",
                        password.toString(),
                        kibana.url());

        assertThat(lastAsked().headers().getFirst("Authorization"))
                .isEqualTo("Basic ZWxhc3RpYzpxdSJvXHRl");
        assertThat(run.output()).doesNotContain("te\"");
    }

    @Test
    void aKibanaThatIsStartingIsWaitedFor() throws Exception {
        kibana.states.addAll(List.of(503, 503));

        Run run = importObjects(Map.of(), kibana.url());

        assertThat(run.output()).contains("Waiting for Kibana");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aKibanaThatIsNotThereIsSaidToBe() throws Exception {
        kibana.close();

        Run run = importObjects(Map.of(), "--wait", "1", kibana.url());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.output()).contains("is not ready after 1 s");
    }

    @Test
    void whatKibanaRefusesIsTold() throws Exception {
        kibana.importAnswer =
                "{\"successCount\":1,\"success\":false,\"errors\":[{\"id\":\"millrace-cost\",\"error\":{\"type\":\"missing_references\"}}]}";
        Run some = importObjects(Map.of(), kibana.url());
        assertThat(some.exitCode()).isOne();
        assertThat(some.output()).contains("millrace-cost").contains("missing_references");

        kibana.importStatus = 403;
        Run none = importObjects(Map.of(), kibana.url());
        assertThat(none.exitCode()).isOne();
        assertThat(none.output()).contains("credentials").contains("403");
    }

    @Test
    void whatTheScriptDoesNotUnderstandIsUsage() throws Exception {
        assertThat(importObjects(Map.of()).exitCode()).isEqualTo(2);
        assertThat(importObjects(Map.of(), "--nonsense", kibana.url()).exitCode()).isEqualTo(2);
        assertThat(importObjects(Map.of(), "localhost:5601").exitCode()).isEqualTo(2);
        assertThat(importObjects(Map.of(), "--file", "/nowhere", kibana.url()).exitCode())
                .isEqualTo(2);
        assertThat(kibana.asked).isEmpty();
    }

    @Test
    void theScriptsAreWithoutTheUsualMistakes() throws Exception {
        assumeTrue(isPresent("shellcheck"), "skipped: shellcheck is not present");

        Run run = run(Map.of(), List.of("shellcheck", "-x", "import.sh", "ask.sh"));

        assertThat(run.output()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    private Asked lastAsked() {
        return kibana.asked.getLast();
    }

    private Run importObjects(Map<String, String> environment, String... arguments)
            throws Exception {
        assumeTrue(
                Stream.of("bash", "curl").allMatch(ImportScriptTest::isPresent),
                "skipped: bash or curl is not present");
        List<String> command = new ArrayList<>(List.of("bash", "import.sh"));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    private Run run(Map<String, String> environment, List<String> command) throws Exception {
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end: " + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    private static boolean isPresent(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
