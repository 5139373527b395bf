package dev.millrace.systemtests.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** Manifests as typed objects; a field that Kubernetes does not know is an error. */
final class Manifests {

    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Map.of(
                    "v1 ConfigMap", ConfigMap.class,
                    "v1 Namespace", Namespace.class,
                    "v1 Service", Service.class,
                    "apps/v1 StatefulSet", StatefulSet.class,
                    "batch/v1 Job", Job.class,
                    "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    private static final ObjectMapper STRICT =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .setAnnotationIntrospector(new WithoutRest());

    private final List<HasMetadata> all;

    private Manifests(List<HasMetadata> all) {
        this.all = List.copyOf(all);
    }

    static Manifests of(Path... files) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file)).append("\n---\n");
        }
        return of(text.toString());
    }

    static Manifests of(String text) {
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(text)) {
            if (document instanceof Map<?, ?> fields) {
                objects.add(typed(fields));
            }
        }
        return new Manifests(objects);
    }

    <T extends HasMetadata> List<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static HasMetadata typed(Map<?, ?> fields) {
        String kind = fields.get("apiVersion") + " " + fields.get("kind");
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("a kind that this test does not know: " + kind);
        }
        return STRICT.convertValue(fields, type);
    }

    /** The classes keep fields that they do not know; here those are refused. */
    private static final class WithoutRest extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }

        @Override
        public Boolean hasAnyGetter(Annotated annotated) {
            return false;
        }
    }
}
