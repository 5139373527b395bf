package dev.millrace.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicroUsdTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.5, 500000",
        "1e3, 1000000000",
        "0.000001, 1",
        "0.0000019, 1",
        "0.0000009, 0",
        "1e-999999999, 0",
        "0.30000000000000004, 300000",
        "1000000000, 1000000000000000"
    })
    void dollarsBecomeMicroDollarsAndNeverMore(BigDecimal usd, long micro) {
        FieldErrors errors = new FieldErrors();

        assertThat(MicroUsd.check("maxCostUsd", usd, errors)).isEqualTo(micro);
        assertThat(errors.isEmpty()).isTrue();
    }

    @Test
    void microDollarsAreWrittenWithoutExponent() {
        assertThat(MicroUsd.toUsd(1)).hasToString("0.000001");
        assertThat(MicroUsd.toUsd(0)).hasToString("0");
        assertThat(MicroUsd.toUsd(10_000_000)).hasToString("10");
        assertThat(MicroUsd.toUsd(1_230_000)).hasToString("1.23");
    }
}
