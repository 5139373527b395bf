package dev.millrace.kibana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kibana.query.Question.Use;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LensQuestionTest {

    private static final String TOP =
            "'top':{'label':'t','operationType':'terms','isBucketed':true,'sourceField':'agent.name','params':{'size':5,"
                    + "'orderBy':{'type':'column','columnId':'m'},'orderDirection':'desc'}}";
    private static final String TIME =
            "'time':{'label':'@timestamp','operationType':'date_histogram','isBucketed':true,'sourceField':'@timestamp',"
                    + "'params':{'interval':'auto'}}";

    @Test
    void bucketsLieInOneAnotherAndTheMetricThatOrdersThemInEach() {
        LensQuestion question =
                question(
                        "'top','time','m'", TOP + "," + TIME + "," + metric("sum", "cost.usd", ""));

        assertAggregations(
                question,
                """
                {'top':{'terms':{'field':'agent.name','size':5,'order':{'m':'desc'}},'aggs':{
                  'm':{'sum':{'field':'cost.usd'}},
                  'time':{'date_histogram':{'field':'@timestamp','fixed_interval':'30s','time_zone':'UTC','min_doc_count':1},'aggs':{
                    'm':{'sum':{'field':'cost.usd'}}}}}}}
                """);
        assertThat(question.fields())
                .containsEntry("agent.name", Use.GROUP)
                .containsEntry("@timestamp", Use.TIME)
                .containsEntry("cost.usd", Use.CALCULATE);
    }

    @Test
    void percentilesAreOrderedByTheirPercent() {
        LensQuestion question =
                question(
                        "'top','m'",
                        TOP + "," + metric("percentile", "d", ",'params':{'percentile':95}"));

        assertAggregations(
                question,
                """
                {'top':{'terms':{'field':'agent.name','size':5,'order':{'m.95':'desc'}},'aggs':{
                  'm':{'percentiles':{'field':'d','percents':[95]}}}}}
                """);
    }

    @Test
    void aNarrowedCountIsAFilter() {
        LensQuestion question =
                question(
                        "'m'",
                        metric(
                                "count",
                                "___records___",
                                ",'filter':{'query':'error.type: *','language':'kuery'}"));

        JsonNode filter = question.aggregations().at("/m/filter");
        assertThat(filter).isEqualTo(Kql.toElasticsearch("error.type: *"));
        assertThat(question.fields()).containsEntry("error.type", Use.SEARCH);
    }

    @Test
    void filtersAreNamedAfterTheirLabels() {
        LensQuestion question =
                question(
                        "'f'",
                        "'f':{'label':'Filters','operationType':'filters','isBucketed':true,'params':{'filters':["
                                + "{'label':'Bad','input':{'query':'a: 1','language':'kuery'}}]}}");

        assertThat(question.aggregations().at("/f/filters/filters/Bad"))
                .isEqualTo(Kql.toElasticsearch("a: 1"));
    }

    @Test
    void anOperationWithoutTranslationIsRefused() {
        LensQuestion question = question("'m'", metric("last_value", "x", ""));

        assertThatThrownBy(question::aggregations).hasMessageContaining("last_value");
    }

    private static String metric(String operation, String field, String more) {
        return "'m':{'label':'m','isBucketed':false,'operationType':'%s','sourceField':'%s'%s}"
                .formatted(operation, field, more);
    }

    private static LensQuestion question(String order, String columns) {
        return new LensQuestion(
                json("{'columnOrder':[" + order + "],'columns':{" + columns + "}}"), "30s");
    }

    private static void assertAggregations(LensQuestion question, String expected) {
        assertThat(question.aggregations()).isEqualTo(json(expected));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }
}
