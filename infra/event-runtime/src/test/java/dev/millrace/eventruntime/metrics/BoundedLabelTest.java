package dev.millrace.eventruntime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedLabelTest {

    private final BoundedLabel label = new BoundedLabel(2);

    @Test
    void valuesBeyondTheMostAreTakenTogether() {
        assertThat(label.of("first")).isEqualTo("first");
        assertThat(label.of("second")).isEqualTo("second");
        assertThat(label.of("third")).isEqualTo(BoundedLabel.OTHER);
        assertThat(label.of("first")).isEqualTo("first");
    }

    @Test
    void whatIsNoNameTakesNoPlace() {
        assertThat(label.of("")).isEqualTo(BoundedLabel.OTHER);
        assertThat(label.of("no label, \"but\" a sentence")).isEqualTo(BoundedLabel.OTHER);
        assertThat(label.of("x".repeat(65))).isEqualTo(BoundedLabel.OTHER);

        assertThat(label.of("anthropic/claude:1.0_a-b")).isEqualTo("anthropic/claude:1.0_a-b");
        assertThat(label.of("IllegalStateException")).isEqualTo("IllegalStateException");
    }
}
