package dev.millrace.executor.tokens;

import dev.millrace.TokensStreamed;
import dev.millrace.executor.work.Words;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The words of one call: the first are sent at once, then what came within an interval together.
 *
 * <p>One record is on its way at a time, so that they arrive in order whatever fails; while Kafka
 * is slow the next one grows, to as much as the answer in the end. Used by the thread of the call,
 * which it never makes wait while the model speaks, by that of the intervals, and by those that
 * send.
 */
final class TokenStream implements Words {

    /** This many characters are sent before the interval is over. */
    static final int FULL = 4_096;

    /** The most characters of a record. */
    static final int LARGEST = 256 * 1024;

    static final Duration INTERVAL = Duration.ofMillis(50);

    private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

    private final TokensStreamed call;
    private final boolean wanted;
    private final Threads threads;
    private final Runnable begun;
    private final Clock clock;
    private final CountDownLatch sent = new CountDownLatch(1);

    private final StringBuilder waiting = new StringBuilder();
    private int index;
    private Instant lastWords;
    private long lastSend;
    private boolean onItsWay;
    private boolean timed;
    private boolean ended;

    /**
     * @param call what the records of the call have in common
     * @param wanted whether the words can be taken while they come
     * @param begun called with the first words
     */
    TokenStream(TokensStreamed call, boolean wanted, Threads threads, Runnable begun, Clock clock) {
        this.call = call;
        this.wanted = wanted;
        this.threads = threads;
        this.begun = begun;
        this.clock = clock;
        this.lastWords = call.getAt();
    }

    @Override
    public boolean wanted() {
        return wanted;
    }

    @Override
    public synchronized void say(String words) {
        take(words);
        sendWhenDue();
    }

    /** The call has ended, with this as all of its words unless they were said before. */
    synchronized void end(String text) {
        if (isSilent()) {
            take(text);
        }
        ended = true;
        sendWhenDue();
    }

    private void take(String words) {
        if (!words.isEmpty()) {
            if (isSilent()) {
                begun.run();
            }
            waiting.append(words);
            lastWords = clock.instant();
        }
    }

    /**
     * Waits until all has been sent. The call is over and paid for: who breaks it off now makes it
     * hurry, but does not lose it.
     */
    void awaitSent() {
        try {
            sent.await();
        } catch (InterruptedException _) {
            awaitALittle();
        }
    }

    private void awaitALittle() {
        try {
            boolean _ = sent.await(LAST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // Once is enough.
        }
    }

    private boolean isSilent() {
        return index == 0 && waiting.isEmpty() && !onItsWay;
    }

    private synchronized void sendWhenDue() {
        if (onItsWay || sent.getCount() == 0 || (length() == 0 && !ended)) {
            return;
        }
        long left = lastSend + INTERVAL.toNanos() - System.nanoTime();
        if (index == 0 || ended || left <= 0 || waiting.length() >= FULL) {
            onItsWay = true;
            threads.sendSoon(this::send);
        } else if (!timed) {
            timed = true;
            threads.later(this::intervalEnds, Duration.ofNanos(left));
        }
    }

    private synchronized void intervalEnds() {
        timed = false;
        sendWhenDue();
    }

    private void send(TokenSender sender) {
        TokensStreamed record = next();
        sender.send(record, () -> arrived(record.getLast()));
    }

    private synchronized TokensStreamed next() {
        int length = length();
        String text = waiting.substring(0, length);
        waiting.delete(0, length);
        lastSend = System.nanoTime();
        return TokensStreamed.newBuilder(call)
                .setIndex(index++)
                .setText(text)
                .setLast(ended && waiting.isEmpty())
                .setAt(lastWords)
                .build();
    }

    /** How much of what waits can be sent: never half of a character that takes two. */
    private int length() {
        int length = Math.min(waiting.length(), LARGEST);
        boolean more = length < waiting.length() || !ended;
        return more && length > 0 && Character.isHighSurrogate(waiting.charAt(length - 1))
                ? length - 1
                : length;
    }

    private synchronized void arrived(boolean last) {
        onItsWay = false;
        if (last) {
            sent.countDown();
        } else {
            sendWhenDue();
        }
    }

    /** What streams run on. */
    interface Threads {

        /** Runs it on a thread that may block. */
        void sendSoon(Consumer<TokenSender> send);

        void later(Runnable task, Duration wait);
    }
}
