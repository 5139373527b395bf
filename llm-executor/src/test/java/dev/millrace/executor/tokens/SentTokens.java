package dev.millrace.executor.tokens;

import dev.millrace.TokensStreamed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Keeps the words that are sent, and says at once that they are. */
public final class SentTokens implements TokenSender {

    private final List<TokensStreamed> records = new CopyOnWriteArrayList<>();

    @Override
    public void send(TokensStreamed words, Runnable sent) {
        records.add(words);
        sent.run();
    }

    /** Streams that send here, as many at a time as anybody likes. */
    public TokenStreams streams() {
        return new TokenStreams(
                Integer.MAX_VALUE, this, new SimpleMeterRegistry(), Clock.systemUTC());
    }

    public List<TokensStreamed> records() {
        return records;
    }

    public String text() {
        return records.stream().map(TokensStreamed::getText).collect(Collectors.joining());
    }
}
