package dev.millrace.kibana.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kibana.query.Question.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AnswerTest {

    private static final Column TOP = new Column("top", "Agent", "terms", false, "");
    private static final Column COUNT = new Column("n", "Tasks", "count", false, "");
    private static final Column SUM = new Column("usd", "Cost", "sum", false, "");
    private static final Column P95 = new Column("p", "p95", "percentile", false, "95");

    @Test
    void bucketsAreRows() {
        Answer answer =
                answer(
                        "{'top':{'buckets':[{'key':'a','doc_count':2,'usd':{'value':0.5},'p':{'values':{'95.0':7.0}}},"
                                + "{'key':'b','doc_count':1,'usd':{'value':0},'p':{'values':{'95.0':null}}}]}}",
                        TOP,
                        COUNT,
                        SUM,
                        P95);

        assertThat(answer.rows()).isEqualTo(2);
        assertThat(answer.isWhole()).isTrue();
    }

    @Test
    void aColumnThatHasNoValueAnywhereIsNamed() {
        Answer answer =
                answer(
                        "{'top':{'buckets':[{'key':'a','doc_count':2,'usd':{'value':0},'p':{'values':{'95.0':null}}}]}}",
                        TOP,
                        COUNT,
                        SUM,
                        P95);

        assertThat(answer.empty()).containsExactlyInAnyOrder("Cost", "p95");
        assertThat(answer.isWhole()).isFalse();
    }

    @Test
    void anAnswerWithoutBucketsIsNotWhole() {
        assertThat(answer("{'top':{'buckets':[]}}", TOP, COUNT).isWhole()).isFalse();
    }

    @Test
    void aFilterThatNothingPassesIsNamed() {
        Column filters = new Column("f", "Filters", "filters", false, "");

        Answer answer =
                answer(
                        "{'f':{'buckets':{'Good':{'doc_count':2},'Bad':{'doc_count':0}}}}",
                        filters,
                        COUNT);

        assertThat(answer.empty()).containsExactly("filter Bad");
    }

    @Test
    void aNarrowedCountIsThatOfItsFilter() {
        Column failed = new Column("n", "Failed", "count", true, "");

        assertThat(answer("{'n':{'doc_count':0}}", failed).isWhole()).isFalse();
        assertThat(answer("{'n':{'doc_count':1}}", failed).isWhole()).isTrue();
    }

    private static Answer answer(String aggregations, Column... columns) {
        String response =
                "{'hits':{'total':{'value':3},'hits':[]},'aggregations':" + aggregations + "}";
        JsonMapper json = JsonMapper.shared();
        return Answer.of(
                new Question("a panel", "i", json.createObjectNode(), List.of(columns), Map.of()),
                json.readTree(response.replace('\'', '"')));
    }
}
