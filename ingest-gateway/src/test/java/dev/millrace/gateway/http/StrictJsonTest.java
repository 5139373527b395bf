package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.gateway.submission.FieldErrors;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrictJsonTest {

    private static final int MEBI = 1024 * 1024;

    @Test
    void aNameMayNotBeLongerThanAnyoneNeeds() throws Exception {
        assertThat(SubmissionReader.read(metadata("n".repeat(1_000)), new FieldErrors()).metadata())
                .hasSize(1);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(
                        () -> SubmissionReader.read(metadata("n".repeat(1_001)), new FieldErrors()))
                .satisfies(StrictJsonTest::isUnreadable)
                .withMessageContaining("(1001) exceeds the maximum allowed (1000)");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> StrictJson.tree(metadata("n".repeat(1_001))))
                .satisfies(StrictJsonTest::isUnreadable);
    }

    @Test
    void aStringMayNotBeLongerThanADocument() throws Exception {
        assertThat(SubmissionReader.read(prompt(8 * MEBI), new FieldErrors()).prompt())
                .hasSize(8 * MEBI);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> SubmissionReader.read(prompt(8 * MEBI + 1), new FieldErrors()))
                .satisfies(StrictJsonTest::isUnreadable);
    }

    @Test
    void aStringOfATreeMayNotBeLongerThanAConversation() throws Exception {
        assertThat(StrictJson.tree(prompt(2 * MEBI)).get("prompt").stringValue()).hasSize(2 * MEBI);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> StrictJson.tree(prompt(2 * MEBI + 1)))
                .satisfies(StrictJsonTest::isUnreadable);
    }

    @Test
    void whatIsTooLongIsToldWithoutNamesOfClasses() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> StrictJson.tree(prompt(2 * MEBI + 1)))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Constraints"));
    }

    private static void isUnreadable(ProblemException problem) {
        assertThat(problem.type()).isEqualTo(ProblemType.UNREADABLE_BODY);
    }

    private static InputStream metadata(String name) {
        return stream("{\"prompt\":\"p\",\"metadata\":{\"" + name + "\":\"v\"}}");
    }

    private static InputStream prompt(int length) {
        return stream("{\"prompt\":\"" + "x".repeat(length) + "\"}");
    }

    private static InputStream stream(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }
}
