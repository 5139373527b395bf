package dev.millrace.sink.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sink.document.Target;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class IndexTemplateTest {

    /**
     * What this version of each template does. When one changes: raise its version (twice in the
     * file), add the digest that stood here to its list of what it replaces, and write the new one
     * down.
     */
    private static final Map<Target, String> DIGESTS =
            Map.of(
                    Target.RESULTS, "ca15ee3820da8b30",
                    Target.EVENTS, "cb6ceba1e8fb2d90",
                    Target.USAGE, "f37a7213f607b934",
                    Target.AUDIT, "e1353e082d235ae1",
                    Target.DEAD_LETTERS, "f3bd1e8ac1538acb");

    @ParameterizedTest
    @EnumSource
    void aChangedTemplateHasAnotherVersionAndReplacesTheLast(Target target) {
        IndexTemplate template = IndexTemplate.load(target.template());

        assertThat(IndexTemplate.digest(template.json())).isEqualTo(DIGESTS.get(target));
        assertThat(template.json().at("/_meta/version").asInt()).isEqualTo(template.version());
        assertThat(template.json().at("/_meta/replaces")).hasSize(template.version() - 1);
        assertThat(template.replaces(template.json())).isFalse();
    }

    @Test
    void theFormInWhichElasticsearchGivesATemplateBackIsTheSame() {
        JsonNode ours =
                json(
                        """
                        {"index_patterns": ["a-*"], "priority": 200, "version": 1, "template":
                          {"settings": {"index": {"number_of_shards": 1}}, "mappings": {"dynamic": false,
                           "properties": {"task": {"properties": {"id": {"type": "keyword"}}}}}}}
                        """);
        JsonNode given =
                json(
                        """
                        {"composed_of": [], "index_patterns": ["a-*"], "template":
                          {"mappings": {"dynamic": "false", "properties": {"task": {"type": "object", "properties":
                             {"id": {"type": "keyword"}}}}}, "settings": {"index": {"number_of_shards": "1"}}},
                         "priority": 200, "data_stream": {"hidden": false}}
                        """);

        assertThat(new IndexTemplate("a", ours).sameAs(given)).isTrue();
    }

    @Test
    void aChangeByHandIsSeen() {
        IndexTemplate template = IndexTemplate.load("agents-events");
        ObjectNode changed = (ObjectNode) template.json().deepCopy();
        ((ObjectNode) changed.at("/template/settings/index")).put("number_of_replicas", 2);

        assertThat(template.sameAs(changed)).isFalse();
        assertThat(template.replaces(changed)).isFalse();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
