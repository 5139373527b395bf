package dev.millrace.executor.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TokensStreamed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TokenStreamTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final List<TokensStreamed> sent = new ArrayList<>();
    private final Deque<Runnable> acknowledgements = new ArrayDeque<>();
    private final Deque<Runnable> intervals = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();

    private final TokenStream stream =
            new TokenStream(
                    TokensStreamed.newBuilder()
                            .setTaskId("task")
                            .setTenantId("tenant")
                            .setStep(2)
                            .setAttempt(3)
                            .setCallId("call")
                            .setAt(NOW)
                            .build(),
                    true,
                    new TokenStream.Threads() {
                        @Override
                        public void sendSoon(Consumer<TokenSender> send) {
                            send.accept(
                                    (words, done) -> {
                                        sent.add(words);
                                        acknowledgements.add(done);
                                    });
                        }

                        @Override
                        public void later(Runnable task, Duration wait) {
                            intervals.add(task);
                            waits.add(wait);
                        }
                    },
                    begun::incrementAndGet,
                    Clock.systemUTC());

    @Test
    void theFirstWordsAreSentAtOnceAndThoseOfAnIntervalTogether() {
        stream.say("Once ");
        acknowledgements.remove().run();
        stream.say("upon ");
        stream.say("a ");
        stream.say("time");
        assertThat(texts()).containsExactly("Once ");
        assertThat(intervals).hasSize(1);
        assertThat(waits.getFirst()).isPositive().isLessThanOrEqualTo(TokenStream.INTERVAL);

        elapse();

        assertThat(texts()).containsExactly("Once ", "upon a time");
        assertThat(sent).extracting(TokensStreamed::getIndex).containsExactly(0, 1);
        assertThat(sent).extracting(TokensStreamed::getLast).containsOnly(false);
        assertThat(sent).extracting(TokensStreamed::getCallId).containsOnly("call");
        assertThat(begun).hasValue(1);
    }

    @Test
    void muchIsSentBeforeTheIntervalIsOver() {
        stream.say("x");
        acknowledgements.remove().run();
        stream.say("y".repeat(TokenStream.FULL - 1));
        assertThat(sent).hasSize(1);
        stream.say("z");
        assertThat(sent).hasSize(2);
    }

    @Test
    void whileKafkaIsSlowTheNextRecordGrowsAndNothingIsSentBesideTheOneThatIsOnItsWay() {
        stream.say("first ");
        for (int i = 0; i < 10_000; i++) {
            stream.say("word ");
        }
        assertThat(sent).hasSize(1);
        assertThat(intervals).isEmpty();

        acknowledgements.remove().run();

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).getText()).hasSize(50_000);
    }

    @Test
    void theLastRecordSaysSoAndHoldsWhatIsLeft() throws Exception {
        stream.say("a");
        stream.say("b");
        stream.end("ab");
        assertThat(sent).hasSize(1);
        acknowledgements.remove().run();
        assertThat(texts()).containsExactly("a", "b");
        assertThat(sent).extracting(TokensStreamed::getLast).containsExactly(false, true);

        CountDownLatch over = new CountDownLatch(1);
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    stream.awaitSent();
                                    over.countDown();
                                });
        assertThat(over.await(100, TimeUnit.MILLISECONDS)).isFalse();
        acknowledgements.remove().run();
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }

    @Test
    void aCallWithoutWordsEndsAllTheSame() {
        stream.end("");
        assertThat(texts()).containsExactly("");
        assertThat(sent.getFirst().getLast()).isTrue();
        assertThat(sent.getFirst().getAt()).isEqualTo(NOW);
        assertThat(begun).hasValue(0);
    }

    @Test
    void wordsThatCameWholeAreOneRecord() {
        stream.end("All of it at once.");
        assertThat(texts()).containsExactly("All of it at once.");
        assertThat(sent.getFirst().getLast()).isTrue();
        assertThat(begun).hasValue(1);
    }

    @Test
    void aVeryLongAnswerIsSeveralRecordsAndNoCharacterIsCut() {
        String text = "x" + "\uD83D\uDE00".repeat(TokenStream.LARGEST);
        stream.end(text);
        while (!acknowledgements.isEmpty()) {
            acknowledgements.remove().run();
        }
        assertThat(sent).hasSizeGreaterThan(2);
        assertThat(String.join("", texts())).isEqualTo(text);
        assertThat(sent)
                .allSatisfy(
                        record ->
                                assertThat(
                                                Character.isHighSurrogate(
                                                        record.getText()
                                                                .charAt(
                                                                        record.getText().length()
                                                                                - 1)))
                                        .isFalse());
        assertThat(sent.getLast().getLast()).isTrue();
    }

    @Test
    void aCharacterInTwoPartsIsSentWhole() {
        stream.say("a\uD83D");
        acknowledgements.remove().run();
        stream.say("\uDE00");
        stream.end("");
        assertThat(texts()).containsExactly("a", "\uD83D\uDE00");
    }

    @Test
    void halfACharacterWaitsForItsOtherHalf() {
        stream.say("\uD83D");
        assertThat(sent).isEmpty();
        stream.say("\uDE00");
        assertThat(texts()).containsExactly("\uD83D\uDE00");
        acknowledgements.remove().run();

        stream.say("\uD83D");
        assertThat(intervals).isEmpty();
        assertThat(sent).hasSize(1);
        stream.end("\uD83D\uDE00\uD83D");

        assertThat(texts()).containsExactly("\uD83D\uDE00", "\uD83D");
        assertThat(sent.getLast().getLast()).isTrue();
    }

    @Test
    void whoIsBrokenOffWhileTheLastWordsAreOnTheirWayDoesNotWaitForEver() throws Exception {
        stream.end("words");
        Thread waiting = Thread.ofVirtual().start(stream::awaitSent);
        waiting.interrupt();
        assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    }

    private void elapse() {
        try {
            Thread.sleep(TokenStream.INTERVAL);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        intervals.remove().run();
    }

    private List<String> texts() {
        return sent.stream().map(TokensStreamed::getText).toList();
    }
}
