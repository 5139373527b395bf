package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The served OpenAPI document, against which real requests and responses are held. */
public final class OpenApiContract {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode document;

    public OpenApiContract(String yaml) {
        Map<String, Object> content = new Yaml().load(yaml);
        this.document = JSON.valueToTree(content);
    }

    /** {@code GET /v1/tasks/{id}} and so on. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .propertyNames()
                                        .forEach(
                                                method ->
                                                        operations.add(
                                                                method.toUpperCase(Locale.ROOT)
                                                                        + " "
                                                                        + path.getKey())));
        return operations;
    }

    /** Holds a response against what the document says of the operation. */
    public void check(String method, String path, HttpResponse<String> response) {
        JsonNode described =
                resolve(
                        document.get("paths")
                                .get(path)
                                .get(method.toLowerCase(Locale.ROOT))
                                .get("responses")
                                .path(Integer.toString(response.statusCode())));
        assertThat(described.isMissingNode())
                .as("%s %s does not describe %s", method, path, response.statusCode())
                .isFalse();
        described
                .path("headers")
                .properties()
                .forEach(
                        header -> {
                            if (header.getValue().path("required").asBoolean(false)) {
                                assertThat(response.headers().firstValue(header.getKey()))
                                        .as(header.getKey())
                                        .isPresent();
                            }
                        });
        String type =
                response.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", "");
        JsonNode content = described.get("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s %s does not describe %s", method, path, type)
                .isFalse();
        if (type.endsWith("json")) {
            assertThat(schema(content.get("schema")).validate(response.body(), InputFormat.JSON))
                    .as(response.body())
                    .isEmpty();
        }
    }

    /** Whether a body is what the document says of submissions. */
    boolean allowsSubmission(String body) {
        JsonNode schema =
                document.at("/paths/~1v1~1tasks/post/requestBody/content/application~1json/schema");
        return schema(schema).validate(body, InputFormat.JSON).isEmpty();
    }

    /** Whether JSON is what the document says of a schema. */
    boolean allows(String name, String json) {
        JsonNode schema = document.at("/components/schemas/" + name);
        assertThat(schema.isMissingNode()).as("the schema %s", name).isFalse();
        return schema(schema).validate(json, InputFormat.JSON).isEmpty();
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode() ? node : document.at(reference.asString().substring(1));
    }

    private Schema schema(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("allOf", JSON.createArrayNode().add(schema));
        whole.set("components", document.get("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON);
    }
}
