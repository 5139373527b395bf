package dev.millrace.executor.model.extractive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The documents and questions under {@code src/test/resources/extractive}. */
final class LabelledQuestions {

    private LabelledQuestions() {}

    /**
     * A question with what the right sentence contains.
     *
     * @param expected one of these must be in a quote; empty if the document does not answer
     */
    record Labelled(String part, String document, String question, List<String> expected) {

        boolean answerable() {
            return !expected.isEmpty();
        }

        boolean isAnsweredBy(String quote) {
            return expected.stream().anyMatch(quote::contains);
        }
    }

    static List<Labelled> all() {
        return read("questions.tsv")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(LabelledQuestions::labelled)
                .toList();
    }

    private static Labelled labelled(String line) {
        String[] fields = line.split("\t");
        List<String> expected =
                fields[3].equals("-") ? List.of() : Arrays.asList(fields[3].split(" \\|\\| "));
        return new Labelled(fields[0], fields[1], fields[2], expected);
    }

    static String read(String name) {
        try (InputStream stream =
                LabelledQuestions.class.getResourceAsStream("/extractive/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
