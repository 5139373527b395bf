package dev.millrace.systemtests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.Yaml;

class ManifestsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.checkout"), "infra/k8s");
    private static final Map<String, Integer> PORTS =
            Map.of(
                    "ingest-gateway", 8080,
                    "stream-processors", 8082,
                    "llm-executor", 8083,
                    "result-sink", 8084);

    private final Manifests base = Manifests.of(files("base"));

    ManifestsTest() throws IOException {}

    @Test
    void aFieldThatKubernetesDoesNotKnowIsFound() {
        assertThatThrownBy(
                        () ->
                                Manifests.of(
                                        "{apiVersion: v1, kind: Service, spec: {ports: [], port: 1}}"))
                .hasMessageContaining("\"port\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "components/tls", "overlays/example"})
    void kustomizationsNameAllFiles(String folder) throws IOException {
        Set<String> named = new TreeSet<>();
        Map<String, Object> kustomization = kustomization(folder);
        if (kustomization.get("resources") instanceof List<?> resources) {
            resources.forEach(file -> named.add(file.toString()));
        }
        if (kustomization.get("patches") instanceof List<?> patches) {
            patches.forEach(patch -> named.add(((Map<?, ?>) patch).get("path").toString()));
        }
        named.removeIf(name -> Files.isDirectory(FOLDER.resolve(folder).resolve(name)));

        assertThat(Stream.of(files(folder)).map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void theExampleIsOfKindsAndFieldsThatThereAre() throws IOException {
        assertThat(Manifests.of(files("overlays/example")).of(StatefulSet.class)).isNotEmpty();
    }

    @Test
    void everyServiceHasAPlaceOfItsOwn() {
        assertThat(base.of(StatefulSet.class))
                .extracting(set -> set.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(PORTS.keySet());
        for (StatefulSet set : base.of(StatefulSet.class)) {
            assertThat(container(set).getEnv())
                    .filteredOn(variable -> variable.getValueFrom() != null)
                    .extracting(variable -> variable.getValueFrom().getFieldRef().getFieldPath())
                    .as("what names an instance of " + set.getMetadata().getName())
                    .containsExactly("metadata.name");
            assertThat(base.of(Service.class))
                    .filteredOn(service -> "None".equals(service.getSpec().getClusterIP()))
                    .extracting(service -> service.getMetadata().getName())
                    .contains(set.getSpec().getServiceName());
        }
    }

    @Test
    void probesAskTheServiceWhereItListens() {
        for (StatefulSet set : base.of(StatefulSet.class)) {
            Container container = container(set);
            assertThat(container.getPorts())
                    .singleElement()
                    .satisfies(
                            port -> {
                                assertThat(port.getName()).isEqualTo("http");
                                assertThat(port.getContainerPort())
                                        .isEqualTo(PORTS.get(set.getMetadata().getName()));
                            });
            assertAsks(container.getStartupProbe(), "liveness");
            assertAsks(container.getLivenessProbe(), "liveness");
            assertAsks(container.getReadinessProbe(), "readiness");
            assertThat(set.getSpec().getTemplate().getMetadata().getAnnotations())
                    .containsEntry(
                            "prometheus.io/port",
                            PORTS.get(set.getMetadata().getName()).toString());
        }
    }

    /** Probes of HTTP, and Prometheus, would break off at a port that speaks TLS. */
    @Test
    void withTlsProbesAskAPlainPort() throws IOException {
        List<StatefulSet> patches = Manifests.of(files("components/tls")).of(StatefulSet.class);
        assertThat(patches).hasSize(1);
        StatefulSet gateway = patches.getFirst();
        Container container = container(gateway);

        assertThat(container.getEnv())
                .extracting(EnvVar::getName, EnvVar::getValue)
                .contains(
                        tuple("SPRING_PROFILES_ACTIVE", "tls"),
                        tuple("MANAGEMENT_SERVER_PORT", "8090"),
                        tuple("MANAGEMENT_SERVER_SSL_ENABLED", "false"));
        assertThat(container.getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactly(tuple("management", 8090));
        assertThat(
                        List.of(
                                container.getStartupProbe(),
                                container.getLivenessProbe(),
                                container.getReadinessProbe()))
                .extracting(probe -> probe.getHttpGet().getPort().getStrVal())
                .containsOnly("management");
        assertThat(gateway.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("prometheus.io/port", "8090");
    }

    @Test
    void gatewaysDoNotStartWithoutTheSecretThatTheyShare() {
        for (StatefulSet set : base.of(StatefulSet.class)) {
            assertThat(set.getSpec().getTemplate().getSpec().getVolumes())
                    .filteredOn(volume -> volume.getName().equals("secrets"))
                    .singleElement()
                    .extracting(volume -> Boolean.TRUE.equals(volume.getSecret().getOptional()))
                    .isEqualTo(!set.getMetadata().getName().equals("ingest-gateway"));
        }
    }

    @Test
    void thePortsAreThoseOfTheServices() throws IOException {
        for (Map.Entry<String, Integer> service : PORTS.entrySet()) {
            assertThat(
                            Files.readString(
                                    FOLDER.resolve("../..")
                                            .resolve(service.getKey())
                                            .resolve("src/main/resources/application.yml")))
                    .containsPattern(
                            "(?m)^server:\\R  port: \\$\\{\\w+:%d}".formatted(service.getValue()));
        }
    }

    @Test
    void selectorsFindPods() {
        List<Map<String, String>> pods =
                base.of(StatefulSet.class).stream()
                        .map(set -> set.getSpec().getTemplate().getMetadata().getLabels())
                        .toList();
        List<Map<String, String>> selectors = new ArrayList<>();
        base.of(Service.class).forEach(each -> selectors.add(each.getSpec().getSelector()));
        base.of(PodDisruptionBudget.class)
                .forEach(each -> selectors.add(each.getSpec().getSelector().getMatchLabels()));
        for (StatefulSet set : base.of(StatefulSet.class)) {
            Map<String, String> own = set.getSpec().getTemplate().getMetadata().getLabels();
            assertThat(own.entrySet())
                    .containsAll(set.getSpec().getSelector().getMatchLabels().entrySet());
            set.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getTopologySpreadConstraints()
                    .forEach(
                            spread ->
                                    assertThat(spread.getLabelSelector().getMatchLabels())
                                            .isEqualTo(own));
        }

        assertThat(selectors).hasSizeGreaterThanOrEqualTo(2 * PORTS.size());
        assertThat(selectors)
                .allMatch(
                        selector ->
                                pods.stream()
                                        .anyMatch(
                                                pod ->
                                                        pod.entrySet()
                                                                .containsAll(selector.entrySet())));
    }

    @Test
    void containersMayDoNoMoreThanInCompose() {
        for (PodTemplateSpec pod : pods()) {
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(10001L);
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
            Container container = pod.getSpec().getContainers().getFirst();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getVolumeMounts())
                    .extracting(VolumeMount::getMountPath)
                    .containsExactlyInAnyOrder("/var/lib/millrace", "/tmp", "/run/secrets");
        }
    }

    @Test
    void aPodMayTakeLongerToStopThanItsCalls() throws IOException {
        List<StatefulSet> executors = new ArrayList<>(base.of(StatefulSet.class));
        executors.addAll(Manifests.of(files("overlays/example")).of(StatefulSet.class));
        executors.removeIf(set -> !set.getMetadata().getName().equals("llm-executor"));

        assertThat(executors).hasSize(2);
        for (StatefulSet executor : executors) {
            assertThat(
                            Duration.ofSeconds(
                                    executor.getSpec()
                                            .getTemplate()
                                            .getSpec()
                                            .getTerminationGracePeriodSeconds()))
                    .isGreaterThan(drainTimeout(executor).plusSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/example"})
    void kustomizeBuildsThem(String folder) throws Exception {
        assertThat(built(FOLDER.resolve(folder)).of(StatefulSet.class))
                .hasSameSizeAs(PORTS.keySet());
    }

    @Test
    void kustomizeGivesTheGatewayAPlainPortBesideTls(@TempDir Path overlay) throws Exception {
        Path from = overlay.toRealPath();
        Path folder = FOLDER.toRealPath();
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                "resources: [%s]%ncomponents: [%s]%n"
                        .formatted(
                                from.relativize(folder.resolve("overlays/example")),
                                from.relativize(folder.resolve("components/tls"))));

        StatefulSet gateway =
                built(overlay).of(StatefulSet.class).stream()
                        .filter(set -> set.getMetadata().getName().equals("ingest-gateway"))
                        .findFirst()
                        .orElseThrow();

        assertThat(container(gateway).getPorts())
                .extracting(ContainerPort::getName)
                .containsExactlyInAnyOrder("http", "management");
        assertThat(container(gateway).getReadinessProbe().getHttpGet())
                .satisfies(
                        probe -> {
                            assertThat(probe.getPath()).isEqualTo("/actuator/health/readiness");
                            assertThat(probe.getPort().getStrVal()).isEqualTo("management");
                        });
        assertThat(container(gateway).getEnv())
                .extracting(EnvVar::getName)
                .contains("MILLRACE_GATEWAY_INSTANCE", "MILLRACE_TLS_CERTIFICATE");
    }

    private static Manifests built(Path folder) throws IOException, InterruptedException {
        List<String> kustomize =
                Stream.of(List.of("kubectl", "kustomize"), List.of("kustomize", "build"))
                        .filter(command -> isPresent(command.getFirst()))
                        .findFirst()
                        .orElse(List.of());
        assumeTrue(!kustomize.isEmpty(), "skipped: kubectl or kustomize is not present");
        List<String> command = new ArrayList<>(kustomize);
        command.add(folder.toString());

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String built = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(built).isZero();
        return Manifests.of(built);
    }

    private List<PodTemplateSpec> pods() {
        return Stream.concat(
                        base.of(StatefulSet.class).stream().map(set -> set.getSpec().getTemplate()),
                        base.of(Job.class).stream().map(job -> job.getSpec().getTemplate()))
                .toList();
    }

    private static void assertAsks(Probe probe, String group) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo("/actuator/health/" + group);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
    }

    private static Container container(StatefulSet set) {
        return set.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static Duration drainTimeout(StatefulSet executor) {
        return container(executor).getEnv().stream()
                .filter(variable -> variable.getName().equals("MILLRACE_EXECUTOR_DRAIN_TIMEOUT"))
                .map(EnvVar::getValue)
                .map(DurationStyle::detectAndParse)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isPresent(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static Map<String, Object> kustomization(String folder) throws IOException {
        return new Yaml().load(Files.readString(FOLDER.resolve(folder + "/kustomization.yaml")));
    }

    private static Path[] files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .toArray(Path[]::new);
        }
    }
}
