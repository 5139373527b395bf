package dev.millrace.kibana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class KqlTest {

    @Test
    void nothingAsksForEverything() {
        assertQuery("", "{'match_all':{}}");
    }

    @Test
    void aFieldHasAValueAPhraseOrAny() {
        assertQuery("task.state: failed", should("{'match':{'task.state':'failed'}}"));
        assertQuery("answer: \"two words\"", should("{'match_phrase':{'answer':'two words'}}"));
        assertQuery("error.type:*", should("{'exists':{'field':'error.type'}}"));
        assertQuery(
                "error.type: http-*",
                should("{'query_string':{'query':'http-*','fields':['error.type']}}"));
    }

    @Test
    void andBindsTighterThanOrAndNotTighterThanAnd() {
        assertQuery(
                "a: 1 or b: 2 and not c: 3",
                "{'bool':{'should':["
                        + match("a", "1")
                        + ",{'bool':{'filter':["
                        + match("b", "2")
                        + ",{'bool':{'must_not':["
                        + match("c", "3")
                        + "]}}]}}],'minimum_should_match':1}}");
    }

    @Test
    void bracketsHoldQueriesOrTheValuesOfAField() {
        String either =
                "{'bool':{'should':["
                        + match("a", "1")
                        + ","
                        + match("a", "2")
                        + "],'minimum_should_match':1}}";
        assertQuery("(a: 1 or a: 2)", either);
        assertQuery("a: (1 or 2)", either);
    }

    @Test
    void numbersAreCompared() {
        assertQuery("duration.ms >= 1000", should("{'range':{'duration.ms':{'gte':'1000'}}}"));
        assertQuery("cost.usd < 0.5", should("{'range':{'cost.usd':{'lt':'0.5'}}}"));
    }

    @Test
    void wordsWithoutAFieldAreLookedForEverywhere() {
        assertQuery(
                "\"a wheel\"",
                "{'multi_match':{'type':'phrase','query':'a wheel','lenient':true}}");
    }

    @Test
    void theFieldsOfAQueryAreKnown() {
        assertThat(Kql.fields("not a: 1 and (b.c > 2 or \"x\" or d: (1 or 2))"))
                .containsExactly("a", "b.c", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:", "(a: 1", "a: 1)", "a: 1 and", ": 1", "\"open"})
    void whatIsNoKqlIsRefused(String text) {
        assertThatThrownBy(() -> Kql.toElasticsearch(text)).hasMessageContaining("not KQL");
    }

    private static String match(String field, String value) {
        return should("{'match':{'" + field + "':'" + value + "'}}");
    }

    private static String should(String query) {
        return "{'bool':{'should':[" + query + "],'minimum_should_match':1}}";
    }

    private static void assertQuery(String kql, String expected) {
        assertThat(Kql.toElasticsearch(kql))
                .isEqualTo(JsonMapper.shared().readTree(expected.replace('\'', '"')));
    }
}
