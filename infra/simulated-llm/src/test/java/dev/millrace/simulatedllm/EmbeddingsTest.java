package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "The mill turns at its own pace."})
    void vectorsHaveLengthOne(String text) {
        float[] vector = Embeddings.vector(text, 384);
        assertThat(Math.sqrt(product(vector, vector))).isCloseTo(1, within(1e-5));
    }

    @Test
    void sameTextGivesTheSameVector() {
        assertThat(Embeddings.vector("some words", 64))
                .isEqualTo(Embeddings.vector("some words", 64));
    }

    @Test
    void textsWithCommonWordsAreAlike() {
        float[] text = Embeddings.vector("the wheel of the mill turns", 384);
        float[] near = Embeddings.vector("a mill has a wheel that turns", 384);
        float[] far = Embeddings.vector("quarterly revenue rose by nine percent", 384);
        assertThat(product(text, near)).isGreaterThan(product(text, far) + 0.2);
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
