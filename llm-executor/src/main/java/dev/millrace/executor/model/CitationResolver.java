package dev.millrace.executor.model;

import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.model.extractive.Sentence;
import dev.millrace.executor.model.extractive.SentenceSplitter;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome.Citation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the marks [n] of an answer into citations: the sentence of passage n that best supports
 * what the mark stands behind. A mark without a passage is ignored.
 */
final class CitationResolver {

    private static final Pattern MARKS = Pattern.compile("\\[(\\d{1,4}(?:\\s*,\\s*\\d{1,4})*)]");

    private final TextEmbedder embedder;

    CitationResolver(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    List<Citation> resolve(String answer, List<Turn.Passage> passages) {
        if (passages.isEmpty()) {
            return List.of();
        }
        Set<Citation> citations = new LinkedHashSet<>();
        Matcher marks = MARKS.matcher(answer);
        String claim = "";
        int claimStart = 0;
        while (marks.find()) {
            String said = answer.substring(claimStart, marks.start());
            claimStart = marks.end();
            // Marks in a row, as in [1][2], stand behind the same claim.
            if (said.codePoints().anyMatch(Character::isLetterOrDigit)) {
                claim = said.replaceAll("\\s+", " ").strip().replaceAll("^[.,;:]\\s*", "");
            }
            for (String number : marks.group(1).split("\\s*,\\s*")) {
                cite(Integer.parseInt(number), claim, passages, citations);
            }
        }
        return List.copyOf(citations);
    }

    private void cite(
            int number, String claim, List<Turn.Passage> passages, Set<Citation> citations) {
        passages.stream()
                .filter(passage -> passage.number() == number)
                .findFirst()
                .ifPresent(
                        passage -> {
                            String quote = quote(claim, passage);
                            if (!quote.isEmpty()) {
                                citations.add(
                                        new Citation(passage.documentId(), quote, passage.score()));
                            }
                        });
    }

    private String quote(String claim, Turn.Passage passage) {
        List<String> sentences =
                SentenceSplitter.split(passage.text()).stream().map(Sentence::text).toList();
        if (sentences.isEmpty() || sentences.contains(claim)) {
            return sentences.isEmpty() ? "" : claim;
        }
        String lastSentence =
                SentenceSplitter.split(claim).stream()
                        .map(Sentence::text)
                        .reduce((_, last) -> last)
                        .orElse(claim);
        if (sentences.contains(lastSentence)) {
            return lastSentence;
        }
        return closest(lastSentence, sentences);
    }

    private String closest(String claim, List<String> sentences) {
        List<String> texts = new ArrayList<>();
        texts.add(claim);
        texts.addAll(sentences);
        List<float[]> vectors = embedder.embed(texts);
        int best = 0;
        double bestSimilarity = -2;
        for (int i = 0; i < sentences.size(); i++) {
            double similarity = TextEmbedder.similarity(vectors.getFirst(), vectors.get(i + 1));
            if (similarity > bestSimilarity) {
                best = i;
                bestSimilarity = similarity;
            }
        }
        return sentences.get(best);
    }
}
