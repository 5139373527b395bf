package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionTest {

    @Test
    void metricsAreToldFromFunctionsLabelsAndWords() {
        assertThat(
                        of(
                                """
                                histogram_quantile(0.95, sum by (le, agent) (rate(a_bucket{agent=~"$agent"}[$__rate_interval])))
                                and ignoring (state) max_over_time(b_state{state="open",kind!~"|x or y"}[1m]) > 86400 + 900
                                or label_replace(vector(0), "reason", "none", "", "") unless level:c:rate1h offset 1d
                                """))
                .extracting(Expression::metrics)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactly("a_bucket", "b_state", "level:c:rate1h");
    }

    @Test
    void selectorsKeepTheirLabels() {
        assertThat(of("rate(a{b=\"c\"}[5m]) / a").selectors()).containsExactly("a{b=\"c\"}", "a");
    }

    @Test
    void comparisonsTellInsteadOfLeavingOut() {
        assertThat(
                        of("a > 4 * (b offset 1d) and c == 0 and d{e=~\"f>g\"} >= 10")
                                .withoutThresholds()
                                .text())
                .isEqualTo("a > bool 4 * (b) and c == bool 0 and d{e=~\"f>g\"} >= bool 10");
    }

    @Test
    void variablesOfGrafanaAreFilled() {
        assertThat(of("rate(a{agent=~\"$agent\"}[$__rate_interval])").filled().text())
                .isEqualTo("rate(a{agent=~\".*\"}[10m])");
        String groupOfPattern = "label_replace(a, \"b\", \"$1\", \"c\", \"(.+)\")";
        assertThat(of(groupOfPattern).filled().text()).isEqualTo(groupOfPattern);
    }

    private static Expression of(String text) {
        return new Expression("here", text);
    }
}
