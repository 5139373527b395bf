package dev.millrace.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks docker-compose itself whether it understands the files, with each set of profiles. */
class ComposeConfigTest {

    private static final String OFFLINE = "infra/docker/offline/docker-compose.offline.yml";

    private static List<String> compose = List.of();

    @BeforeAll
    static void find() throws IOException, InterruptedException {
        if (Checkout.program("docker-compose").isPresent()) {
            compose = List.of("docker-compose");
        } else if (Checkout.program("docker").isPresent()
                && Checkout.run(Map.of(), List.of("docker", "compose", "version")).code() == 0) {
            compose = List.of("docker", "compose");
        }
        assumeTrue(!compose.isEmpty(), "skipped: docker-compose is not present");
    }

    @ParameterizedTest
    @CsvSource({"core, false", "all, false", "'core,confluent', false", "core, true", "all, true"})
    void theFilesAreValid(String profiles, boolean offline) throws Exception {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of("-f", "docker-compose.yml"));
        if (offline) {
            command.addAll(List.of("-f", OFFLINE));
        }
        command.addAll(List.of("config", "-q"));

        Checkout.Answer answer = Checkout.run(Map.of("COMPOSE_PROFILES", profiles), command);

        assertThat(answer.code()).as(answer.output()).isZero();
        assertThat(answer.output()).doesNotContain("is not set");
    }
}
