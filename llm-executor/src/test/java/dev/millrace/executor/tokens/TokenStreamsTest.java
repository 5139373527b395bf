package dev.millrace.executor.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.TokensStreamed;
import dev.millrace.executor.work.Words;
import dev.millrace.schemas.TrustedAvroClasses;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenStreamsTest {

    static {
        TrustedAvroClasses.install();
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SentTokens sent = new SentTokens();
    private final TokenStreams streams = new TokenStreams(2, sent, meters, Clock.systemUTC());

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void soManyCallsAreStreamedAtATimeAndTheOthersTellTheirWordsAtTheirEnd() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<Thread> streamed = new ArrayList<>();
        for (String call : List.of("a", "b")) {
            streamed.add(
                    Thread.startVirtualThread(
                            () ->
                                    tell(
                                            call,
                                            words -> {
                                                assertThat(words.wanted()).isTrue();
                                                words.say("Hel");
                                                goOn.await();
                                                words.say("lo");
                                                return "Hello";
                                            })));
        }
        await().until(() -> sent.records().size() == 2);
        assertThat(meters.get("millrace.executor.streams").gauge().value()).isEqualTo(2);

        tell(
                "c",
                words -> {
                    assertThat(words.wanted()).isFalse();
                    return "Hello";
                });
        assertThat(ofCall("c")).hasSize(1);
        assertThat(ofCall("c").getFirst().getText()).isEqualTo("Hello");
        assertThat(ofCall("c").getFirst().getLast()).isTrue();
        assertThat(meters.get("millrace.executor.streams.plain").counter().count()).isEqualTo(1);

        goOn.countDown();
        for (Thread thread : streamed) {
            thread.join();
        }
        for (String call : List.of("a", "b")) {
            assertThat(ofCall(call)).extracting(TokensStreamed::getText).startsWith("Hel");
            assertThat(String.join("", ofCall(call).stream().map(w -> w.getText()).toList()))
                    .isEqualTo("Hello");
            assertThat(ofCall(call).getLast().getLast()).isTrue();
        }
        assertThat(meters.get("millrace.executor.streams").gauge().value()).isZero();
        assertThat(meters.get("millrace.executor.first.words").timer().count()).isEqualTo(3);
    }

    @Test
    void aCallThatIsBrokenOffEndsItsWordsAndGivesItsPlaceBack() {
        for (int i = 0; i < 5; i++) {
            String call = "broken-" + i;
            assertThatThrownBy(
                            () ->
                                    streams.telling(
                                            call(call),
                                            of(
                                                    words -> {
                                                        words.say("Hel");
                                                        throw new InterruptedException("gone");
                                                    })))
                    .isInstanceOf(InterruptedException.class);
            assertThat(ofCall(call).getLast().getLast()).isTrue();
            assertThat(ofCall(call).getFirst().getText()).isEqualTo("Hel");
        }
        assertThat(meters.get("millrace.executor.streams").gauge().value()).isZero();
    }

    private void tell(String id, Made made) {
        try {
            String _ = streams.telling(call(id), of(made));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<TokensStreamed> ofCall(String id) {
        return sent.records().stream().filter(record -> record.getCallId().equals(id)).toList();
    }

    private static TokensStreamed call(String id) {
        return TokensStreamed.newBuilder()
                .setTaskId("task")
                .setTenantId("tenant")
                .setStep(1)
                .setCallId(id)
                .setAt(Instant.now())
                .build();
    }

    private static StreamedCall<String> of(Made made) {
        return new StreamedCall<>() {
            @Override
            public String make(Words words) throws InterruptedException {
                return made.with(words);
            }

            @Override
            public String text(String outcome) {
                return outcome;
            }
        };
    }

    private interface Made {
        String with(Words words) throws InterruptedException;
    }
}
