package dev.millrace.executor.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The quantized all-MiniLM-L6-v2 out of langchain4j's jar, computing on the calling thread alone.
 *
 * <p>langchain4j's own class gives each session as many threads as there are cores, and they spin
 * while they wait: beside a pool of callers they take the cores from the rest of the process.
 */
final class MiniLmEmbeddingModel extends AbstractInProcessEmbeddingModel {

    static final String NAME = "all-minilm-l6-v2-q";

    private static final int DIMENSION = 384;

    private final OnnxBertBiEncoder encoder;

    MiniLmEmbeddingModel() {
        super(Runnable::run);
        encoder = load();
    }

    private static OnnxBertBiEncoder load() {
        try (InputStream model = resource("/" + NAME + ".onnx");
                InputStream tokenizer = resource("/" + NAME + "-tokenizer.json");
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            return new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the embedding model", e);
        } catch (OrtException e) {
            throw new IllegalStateException("Cannot load the embedding model", e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = MiniLmEmbeddingModel.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException("No " + name + " on the class path");
        }
        return stream;
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return DIMENSION;
    }
}
