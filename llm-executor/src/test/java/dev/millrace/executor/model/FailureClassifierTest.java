package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.TimeoutException;
import dev.millrace.executor.http.HttpFailure;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {

    private final FailureClassifier classifier = new FailureClassifier(new Secrets("top-secret"));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            textBlock =
                    """
                    302, '',                                        false, http-302
                    400, 'bad field',                               false, http-400
                    400, '{"code":"context_length_exceeded"}',      false, context-too-long
                    400, 'prompt is too long: 210000 tokens',       false, context-too-long
                    400, '{"code":"content_filter"}',               false, content-filter
                    401, '',                                        false, authentication
                    403, '',                                        false, authentication
                    404, 'no such model',                           false, model-not-found
                    408, '',                                        true,  timeout
                    409, '',                                        true,  http-409
                    413, '',                                        false, context-too-long
                    422, '',                                        false, http-422
                    425, '',                                        true,  http-425
                    429, 'slow down',                               true,  rate-limited
                    429, '{"code":"insufficient_quota"}',           false, quota
                    500, '',                                        true,  http-500
                    501, '',                                        false, http-501
                    502, '',                                        true,  http-502
                    503, '',                                        true,  http-503
                    504, '',                                        true,  timeout
                    529, 'overloaded',                              true,  http-529
                    """)
    void statusDecides(int status, String body, boolean retryable, String type) {
        Failed failure = classify(new RuntimeException(new HttpFailure(status, body, null)), false);

        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.type()).isEqualTo(type);
        assertThat(failure.detail()).startsWith("HTTP " + status);
    }

    @Test
    void waitOfABusyServerIsPassedOn() {
        Failed failure = classify(new HttpFailure(503, "", Duration.ofSeconds(9)), false);

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void lostConnectionIsRetryable() {
        assertThat(classify(new UncheckedIOException(new ConnectException()), false))
                .returns("connection", Failed::type)
                .returns(true, Failed::retryable);
        assertThat(classify(new UncheckedIOException(new IOException("EOF reached")), false))
                .returns("connection", Failed::type);
        assertThat(classify(new UnresolvedAddressException(), false))
                .returns("connection", Failed::type);
        assertThat(
                        classify(
                                new UncheckedIOException(
                                        new HttpConnectTimeoutException("connect timed out")),
                                false))
                .returns("connection", Failed::type);
    }

    @Test
    void timeoutIsRetryable() {
        assertThat(classify(new TimeoutException("too late"), false))
                .returns("timeout", Failed::type)
                .returns(true, Failed::retryable);
    }

    @Test
    void refusedContentIsTerminal() {
        assertThat(classify(new ContentFilteredException("no"), true))
                .returns("content-filter", Failed::type)
                .returns(false, Failed::retryable);
    }

    @Test
    void whatBreaksAfterTheAnswerIsTheAnswersFault() {
        assertThat(classify(new NullPointerException("choices"), true))
                .returns("malformed", Failed::type)
                .returns(true, Failed::retryable);
    }

    @Test
    void whatBreaksBeforeTheAnswerIsOurs() {
        assertThat(classify(new IllegalArgumentException("bug"), false))
                .returns("internal", Failed::type)
                .returns(false, Failed::retryable);
    }

    @Test
    void detailIsBoundedAndFreeOfSecrets() {
        Failed failure =
                classify(new HttpFailure(500, "top-secret " + "x".repeat(10_000), null), false);

        assertThat(failure.detail()).hasSizeLessThan(600).doesNotContain("top-secret");
    }

    private Failed classify(Throwable failure, boolean answered) {
        return classifier.classify(failure, answered).failed();
    }
}
