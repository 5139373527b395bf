package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods of infra/k8s get the labels that rules and dashboards rely on. What Kubernetes would tell of
 * them is written down instead: promtool may be built without it, and there is no cluster.
 */
class KubernetesScrapeTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout"));
    private static final String POD = "__meta_kubernetes_pod_";

    @Test
    void podsOfServicesAreScrapedOnceAndNothingElseIs(@TempDir Path folder) throws Exception {
        ObjectNode configuration =
                (ObjectNode)
                        new MonitoringFiles(CHECKOUT)
                                .yaml(CHECKOUT.resolve("infra/prometheus/kubernetes.yml"));
        configuration.remove("rule_files");
        ObjectNode job = (ObjectNode) configuration.get("scrape_configs").get(0);
        assertThat(job.remove("kubernetes_sd_configs").get(0).get("role").asString())
                .isEqualTo("pod");
        job.set("static_configs", JsonMapper.shared().valueToTree(targets()));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration.toString());

        Promtool.Verdict verdict =
                Promtool.run(
                        "check",
                        "service-discovery",
                        "--timeout=3s",
                        file.toString(),
                        job.get("job_name").asString());

        assertThat(verdict.content()).as(verdict.words()).isTrue();
        assertThat(labels(verdict.words()))
                .extracting(
                        labels -> labels.get("job").asString(),
                        labels -> labels.get("service").asString(),
                        labels -> labels.get("instance").asString(),
                        labels -> labels.get("__address__").asString())
                .containsExactlyInAnyOrder(
                        scraped("ingest-gateway", 8080),
                        scraped("stream-processors", 8082),
                        scraped("llm-executor", 8083),
                        scraped("result-sink", 8084));
    }

    private static Tuple scraped(String service, int port) {
        return tuple("millrace", service, service + "-0", service + ":" + port);
    }

    /** One for each port of each pod, as the discovery has it, and another port beside it. */
    private static List<Map<String, Object>> targets() throws IOException {
        List<Map<String, Object>> targets = new ArrayList<>();
        try (Stream<Path> files = Files.list(CHECKOUT.resolve("infra/k8s/base"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                for (Object manifest : new Yaml().loadAll(Files.readString(file))) {
                    JsonNode workload = JsonMapper.shared().valueToTree(manifest);
                    if (workload.at("/spec/template/spec/containers").isArray()) {
                        workload.at("/spec/template/spec/containers/0/ports")
                                .forEach(
                                        port ->
                                                targets.add(
                                                        target(
                                                                workload,
                                                                port.get("containerPort")
                                                                        .asInt())));
                        targets.add(target(workload, 5005));
                    }
                }
            }
        }
        return targets;
    }

    private static Map<String, Object> target(JsonNode workload, int port) {
        String name = workload.at("/metadata/name").asString();
        Map<String, String> labels = new HashMap<>();
        labels.put(POD + "name", name + "-0");
        labels.put(POD + "container_port_number", Integer.toString(port));
        // As the kustomization adds it to all.
        labels.put(POD + "label_app_kubernetes_io_part_of", "millrace");
        JsonNode template = workload.at("/spec/template/metadata");
        template.path("labels")
                .properties()
                .forEach(each -> labels.put(POD + "label_" + plain(each.getKey()), text(each)));
        template.path("annotations")
                .properties()
                .forEach(
                        each -> labels.put(POD + "annotation_" + plain(each.getKey()), text(each)));
        return Map.of("targets", List.of(name + ":" + port), "labels", labels);
    }

    private static String plain(String label) {
        return label.replaceAll("[^a-zA-Z0-9]", "_");
    }

    private static String text(Map.Entry<String, JsonNode> entry) {
        return entry.getValue().asString();
    }

    private static List<JsonNode> labels(String words) {
        return JsonMapper.shared()
                .readTree(words)
                .valueStream()
                .map(target -> target.get("labels"))
                .filter(labels -> !labels.isEmpty())
                .toList();
    }
}
