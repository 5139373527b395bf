package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.gateway.submission.FieldError;
import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.Submission;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SubmissionReaderTest {

    private final FieldErrors errors = new FieldErrors();

    @Test
    void everyFieldIsRead() throws IOException {
        Submission submission =
                read(
                        """
                        {"agent":"default","prompt":"p","documents":[{"id":"a","title":"t","text":"x"}],
                        "sessionId":"s","priority":"low","deadline":"PT5M","maxCostUsd":0.5,
                        "metadata":{"k":"v"}}""");

        assertThat(errors.asList()).isEmpty();
        assertThat(submission.prompt()).isEqualTo("p");
        assertThat(submission.documents()).containsExactly(new Submission.Document("a", "t", "x"));
        assertThat(submission.maxCostUsd()).isEqualTo(new BigDecimal("0.5"));
        assertThat(submission.metadata()).containsEntry("k", "v");
    }

    @Test
    void nullIsAsGoodAsAbsent() throws IOException {
        Submission submission =
                read(
                        """
                        {"prompt":"p","agent":null,"documents":null,"sessionId":null,"priority":null,
                        "deadline":null,"maxCostUsd":null,"metadata":null}""");

        assertThat(errors.asList()).isEmpty();
        assertThat(submission.agent()).isNull();
        assertThat(submission.documents()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"prompt\":5} | prompt",
                "{\"prompt\":true} | prompt",
                "{\"prompt\":[\"a\"]} | prompt",
                "{\"prompt\":{\"a\":{\"prompt\":\"x\"}}} | prompt",
                "{\"priority\":1} | priority",
                "{\"deadline\":300} | deadline",
                "{\"maxCostUsd\":\"0.5\"} | maxCostUsd",
                "{\"maxCostUsd\":true} | maxCostUsd",
                "{\"documents\":{}} | documents",
                "{\"documents\":\"x\"} | documents",
                "{\"documents\":[\"x\"]} | documents[0]",
                "{\"documents\":[{},null]} | documents[1]",
                "{\"documents\":[{},{\"text\":1}]} | documents[1].text",
                "{\"documents\":[{},{\"foo\":{\"a\":[1]}}]} | documents[1].foo",
                "{\"metadata\":[]} | metadata",
                "{\"metadata\":{\"k\":1}} | metadata.k",
                "{\"metadata\":{\"k\":null}} | metadata.k",
                "{\"tenantId\":\"x\"} | tenantId",
                "{\"Prompt\":\"x\"} | Prompt",
                "{\"prompt\":\"\\ud800 \"} | prompt",
                "[] | $",
                "null | $",
                "\"prompt\" | $",
                "5 | $"
            })
    void aValueOfWrongTypeOrUnknownNameIsNamed(String body, String field) throws IOException {
        read(body);

        assertThat(errors.asList()).extracting(FieldError::field).containsExactly(field);
    }

    static Stream<String> unreadable() {
        return Stream.of(
                "",
                "   ",
                "{",
                "{\"prompt\":\"p\"",
                "{\"prompt\":\"p\"} x",
                "{\"prompt\":\"p\"} {}",
                "{\"prompt\":\"p\",}",
                "{'prompt':'p'}",
                "{prompt:\"p\"}",
                "{\"prompt\":\"p\",\"prompt\":\"q\"}",
                "{\"documents\":[{\"id\":\"a\",\"id\":\"b\"}]}",
                "{\"unknown\":{\"a\":1,\"a\":2}}",
                "{\"prompt\":\"line\nbreak\"}",
                "{\"maxCostUsd\":NaN}",
                "{\"maxCostUsd\":01}",
                "{\"maxCostUsd\":" + "1".repeat(1_500) + "}",
                "\uFEFF{\"prompt\":\"p\"}",
                "/* */ {\"prompt\":\"p\"}",
                "[".repeat(100_000),
                "{\"metadata\":" + "[".repeat(33) + "]".repeat(33) + "}",
                "{\"x\":[" + "0,".repeat(300_000) + "0]}");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNotOneJsonValueIsUnreadable(String body) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> read(body))
                .satisfies(
                        problem -> {
                            assertThat(problem.type()).isEqualTo(ProblemType.UNREADABLE_BODY);
                            assertThat(problem.detail()).isNotBlank().hasSizeLessThan(400);
                        });
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(
                bytes("{\"prompt\":\"", 0xFF, "\"}"),
                bytes("{\"prompt\":\"", 0xC3, "\"}"),
                bytes("{\"prompt\":\"", 0xC0, "\u007F\"}"),
                "{\"prompt\":\"p\"}".getBytes(StandardCharsets.UTF_16LE),
                "{\"prompt\":\"\u00E9\"}".getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void otherEncodingsThanUtf8AreUnreadable(byte[] body) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> SubmissionReader.read(new ByteArrayInputStream(body), errors))
                .satisfies(
                        problem ->
                                assertThat(problem.type()).isEqualTo(ProblemType.UNREADABLE_BODY));
    }

    @Test
    void moreErrorsThanAnyoneReadsAreNotKept() throws IOException {
        Submission submission = read("{\"documents\":[" + "1,".repeat(100_000) + "1]}");

        assertThat(errors.asList()).hasSize(100);
        assertThat(submission.documents()).hasSizeLessThanOrEqualTo(100);
    }

    private static byte[] bytes(String before, int odd, String after) {
        return Stream.of(
                        before.getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) odd},
                        after.getBytes(StandardCharsets.UTF_8))
                .reduce(new byte[0], SubmissionReaderTest::concat);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] all = new byte[one.length + other.length];
        System.arraycopy(one, 0, all, 0, one.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    private Submission read(String body) throws IOException {
        return SubmissionReader.read(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), errors);
    }
}
