package dev.millrace.simulatedllm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code /v1/embeddings}: each word has a fixed random direction and a text the sum of its
 * words, so that texts with common words are alike and the same text always gives the same vector.
 */
final class Embeddings {

    private static final int DEFAULT_DIMENSIONS = 384;
    private static final int MAX_DIMENSIONS = 4096;

    private Embeddings() {}

    static ObjectNode answer(JsonNode body) {
        String model = ChatRequest.model(body);
        int dimensions = dimensions(body.path("dimensions"));
        boolean base64 = body.path("encoding_format").asString("float").equals("base64");
        List<String> inputs = inputs(body.path("input"));

        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("object", "list").put("model", model);
        ArrayNode data = answer.putArray("data");
        long tokens = 0;
        for (int i = 0; i < inputs.size(); i++) {
            float[] vector = vector(inputs.get(i), dimensions);
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            if (base64) {
                entry.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
            tokens += Tokens.in(inputs.get(i));
        }
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    static float[] vector(String text, int dimensions) {
        double[] sum = new double[dimensions];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            SplittableRandom direction = new SplittableRandom(word.hashCode());
            for (int i = 0; i < dimensions; i++) {
                sum[i] += direction.nextDouble() - 0.5;
            }
        }
        double length = 0;
        for (double value : sum) {
            length += value * value;
        }
        length = Math.sqrt(length);
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (sum[i] / length);
        }
        return vector;
    }

    private static int dimensions(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return DEFAULT_DIMENSIONS;
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > MAX_DIMENSIONS) {
            throw new InvalidSetting(
                    "dimensions", "must be a whole number from 1 to " + MAX_DIMENSIONS + ".");
        }
        return value.intValue();
    }

    private static List<String> inputs(JsonNode input) {
        if (input.isString()) {
            return List.of(input.stringValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : input) {
            if (!text.isString()) {
                throw new InvalidSetting("input", "must be a text or a list of texts.");
            }
            texts.add(text.stringValue());
        }
        if (texts.isEmpty()) {
            throw new InvalidSetting("input", "must be a text or a list of texts.");
        }
        return texts;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
