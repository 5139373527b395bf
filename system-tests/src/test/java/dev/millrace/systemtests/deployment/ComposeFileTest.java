package dev.millrace.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The compose file, read as text and as YAML: what must hold whether there is Docker or not. */
class ComposeFileTest {

    private static final String OFFLINE = "infra/docker/offline/docker-compose.offline.yml";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)[^}]*}");
    private static final Set<String> ONE_SHOT = Set.of("init");

    private final Map<String, String> defaults = Checkout.defaults();
    private final ComposeFile file = ComposeFile.read("docker-compose.yml", defaults);

    @Test
    void everyVariableHasADefault() {
        for (String name : List.of("docker-compose.yml", OFFLINE)) {
            assertThat(defaults.keySet()).as(name).containsAll(variables(Checkout.text(name)));
        }
    }

    @Test
    void everyImageIsPinned() {
        assertThat(file.services())
                .allSatisfy(
                        (name, service) ->
                                assertThat(service.image())
                                        .as(name)
                                        .matches(".+:v?\\d+\\.\\d+\\.\\d+(-\\w+)?"));
    }

    @Test
    void theServersAreOfTheVersionsThatTheTestsRunOn() {
        String pom = Checkout.text("pom.xml");

        assertThat(defaults)
                .containsEntry("MILLRACE_VERSION", version(pom, "version"))
                .containsEntry(
                        "MILLRACE_KAFKA_IMAGE", "apache/kafka:" + version(pom, "kafka.version"))
                .containsEntry(
                        "MILLRACE_APICURIO_IMAGE",
                        "apicurio/apicurio-registry:" + version(pom, "apicurio.version"))
                .containsEntry(
                        "MILLRACE_ELASTICSEARCH_IMAGE",
                        "docker.elastic.co/elasticsearch/elasticsearch:"
                                + version(pom, "elasticsearch.version"));
    }

    @Test
    void ourServicesRunWithAsLittleAsTheyNeed() {
        assertThat(file.ours())
                .containsKeys("ingest-gateway", "stream-processors", "llm-executor", "result-sink")
                .allSatisfy(
                        (name, service) -> {
                            assertThat(service.values()).as(name).containsEntry("read_only", true);
                            assertThat(service.text("user"))
                                    .as(name)
                                    .matches("[1-9]\\d*:[1-9]\\d*");
                            assertThat(service.strings("cap_drop")).as(name).contains("ALL");
                            assertThat(service.strings("security_opt"))
                                    .as(name)
                                    .contains("no-new-privileges:true");
                            assertThat(service.text("mem_limit")).as(name).matches("\\d+[mg]");
                        });
    }

    @Test
    void ourServicesTellWhetherTheyAreHealthy() {
        assertThat(Checkout.text("infra/docker/Dockerfile")).contains("\nHEALTHCHECK ");
        assertThat(file.ours())
                .allSatisfy(
                        (name, service) -> {
                            if (!ONE_SHOT.contains(name)) {
                                assertThat(service.map("healthcheck")).as(name).isEmpty();
                                assertThat(service.map("environment"))
                                        .as(name)
                                        .containsKey("MILLRACE_HEALTH_PORT");
                            }
                        });
    }

    @Test
    void whoeverWaitsForHealthWaitsForSomethingThatTellsIt() {
        assertThat(file.services())
                .allSatisfy(
                        (name, service) ->
                                assertThat(service.map("depends_on"))
                                        .as(name)
                                        .allSatisfy(
                                                (needed, how) -> assertCanBeAwaited(needed, how)));
    }

    private void assertCanBeAwaited(String needed, Object how) {
        ComposeFile.Service service = file.services().get(needed);
        assertThat(service).as(needed).isNotNull();
        assertThat(how).isInstanceOf(Map.class);
        Object condition = ((Map<?, ?>) how).get("condition");
        if ("service_healthy".equals(condition)) {
            assertThat(service.isOurs() || !service.map("healthcheck").isEmpty())
                    .as("%s has a health check", needed)
                    .isTrue();
        } else {
            assertThat(condition).isIn("service_completed_successfully", "service_started");
        }
    }

    @Test
    void noServiceNeedsOneThatItsProfileLeavesOut() {
        assertThat(file.services())
                .allSatisfy(
                        (name, service) ->
                                assertThat(service.map("depends_on").keySet())
                                        .allSatisfy(needed -> assertSharesProfiles(name, needed)));
    }

    private void assertSharesProfiles(String name, String needed) {
        List<String> profiles = file.services().get(name).strings("profiles");
        assertThat(profiles).as(name).isNotEmpty();
        // The other registry is switched on beside core or all, never alone.
        if (!profiles.equals(List.of("confluent"))) {
            assertThat(file.services().get(needed).strings("profiles"))
                    .as("%s, which %s needs", needed, name)
                    .containsAll(profiles);
        }
    }

    @Test
    void namedVolumesAreDeclaredAndUsed() {
        Set<String> used = new HashSet<>();
        for (ComposeFile.Service service : file.services().values()) {
            for (String volume : service.strings("volumes")) {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.matches("[a-z][\\w-]*")) {
                    used.add(source);
                }
            }
        }
        assertThat(used).isEqualTo(file.volumes());
    }

    @Test
    void nothingListensToOtherMachines() {
        assertThat(file.services())
                .allSatisfy(
                        (name, service) ->
                                assertThat(service.strings("ports"))
                                        .as(name)
                                        .allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    private static Set<String> variables(String text) {
        return new HashSet<>(
                VARIABLE.matcher(text.replaceAll("(?m)^\\s*#.*$", ""))
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .toList());
    }

    private static String version(String pom, String element) {
        var matcher = Pattern.compile("<" + element + ">([^<$]+)</").matcher(pom);
        assertThat(matcher.find()).as(element).isTrue();
        return matcher.group(1);
    }
}
