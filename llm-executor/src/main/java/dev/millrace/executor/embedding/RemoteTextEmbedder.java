package dev.millrace.executor.embedding;

import dev.millrace.executor.http.ModelCall;
import dev.millrace.executor.model.FailureClassifier;
import dev.millrace.executor.work.CallFailedException;
import java.time.Duration;
import java.util.List;

/** Embeds at a server, and says of a call that failed what kind of failure it was. */
final class RemoteTextEmbedder implements TextEmbedder {

    private final TextEmbedder embedder;
    private final FailureClassifier failures;
    private final Duration timeout;

    /**
     * @param embedder asks the server
     */
    RemoteTextEmbedder(TextEmbedder embedder, FailureClassifier failures, Duration timeout) {
        this.embedder = embedder;
        this.failures = failures;
        this.timeout = timeout;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        ModelCall call = ModelCall.within(timeout);
        try {
            return call.run(() -> embedder.embed(texts));
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                // Broken off: nobody waits for the vectors.
                throw e;
            }
            throw new CallFailedException(failures.failed(e, call.isAnswered()));
        }
    }
}
