package dev.millrace.streams.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkerTest {

    private static final TokenCounter COUNTER = new WordPieceTokenCounter();
    private static final ChunkSize SIZE = new ChunkSize(200, 40);

    @Test
    void blankTextHasNoChunks() {
        assertThat(chunks(" \n\t\u00a0\u0000\u200b ")).isEmpty();
        assertThat(chunks("")).isEmpty();
    }

    @Test
    void shortTextIsOneChunk() {
        assertThat(texts("  One sentence. Another one.\n"))
                .containsExactly("One sentence. Another one.");
    }

    @Test
    void chunksConsistOfWholeSentencesAndOverlap() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sentences.add("Sentence number " + i + " says something about the river and the mill.");
        }

        List<String> texts = texts(String.join(" ", sentences));

        assertThat(texts).hasSizeGreaterThan(3);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(texts.get(i)).startsWith("Sentence number").endsWith("mill.");
            if (i > 0) {
                String last = texts.get(i - 1).substring(texts.get(i - 1).lastIndexOf("Sentence"));
                assertThat(texts.get(i)).contains(last);
            }
        }
    }

    @Test
    void aHeadingStaysWithWhatFollowsIt() {
        String filler =
                "The wheel turns and the water runs under the old stone bridge. ".repeat(13);
        String text = filler + "\n\n## Opening hours\n\nThe mill opens at nine. " + filler;

        List<String> holders =
                texts(text).stream().filter(chunk -> chunk.contains("## Opening hours")).toList();

        assertThat(holders).isNotEmpty().allMatch(chunk -> chunk.contains("opens at nine"));
    }

    @Test
    void abbreviationsAndInitialsEndNoSentence() {
        String text = "Dr. Smith met J. R. Jones, e.g. on Fig. 3. They talked. See U.S. Code.";

        List<Integer> ends = Sentences.ends(text, 0, text.length());

        assertThat(ends).containsExactly(text.indexOf("They"), text.indexOf("See"), text.length());
    }

    @Test
    void hardWrappedLinesAreOneSentence() {
        String text =
                "The licence says that you\nmay copy the work, if you\nkeep the notice. Done.";

        assertThat(Sentences.ends(text, 0, text.length()))
                .containsExactly(text.indexOf("Done"), text.length());
    }

    @Test
    void aVeryLongLineIsCutAtWordsAndOverlaps() {
        List<TextChunk> chunks = chunks("word ".repeat(50_000).strip());

        assertThat(chunks).hasSizeBetween(300, 350);
        assertThat(chunks).allMatch(chunk -> chunk.text().matches("(word )*word"));
    }

    @Test
    void aVeryLongWordIsCutAnywhere() {
        assertThat(chunks("x".repeat(1_000_000)))
                .isNotEmpty()
                .allMatch(chunk -> chunk.text().length() <= SIZE.maxCharacters());
    }

    @Test
    void cuttingGoesOnFromTheStartOfAChunk() {
        String text = prose(new Random(3), 40_000);
        List<TextChunk> all = chunks(text);
        TextChunk from = all.get(all.size() / 2);

        List<TextChunk> rest = new ArrayList<>();
        new Chunker(COUNTER, SIZE)
                .chunks(text.substring(from.start()), from.insideCode())
                .forEachRemaining(rest::add);

        assertThat(rest.getFirst().text()).isEqualTo(from.text());
        assertThat(rest.getLast().text()).isEqualTo(all.getLast().text());
    }

    @Test
    void codeGoesOnInsideItsFence() {
        String line = "int value = compute(first, second); // # not a heading\n";
        String text = "Intro.\n\n```\n" + line.repeat(100) + "```\n\nAfter the code.";
        List<TextChunk> all = chunks(text);

        assertThat(all).hasSizeGreaterThan(3);
        assertThat(all.get(1).insideCode()).isTrue();
        assertThat(all.get(1).text()).startsWith("int value");
    }

    static List<String> anyTexts() {
        List<String> texts = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            texts.add(anyText(new Random(seed)));
        }
        texts.add("这是第一句。".repeat(3_000));
        texts.add("字".repeat(20_000));
        texts.add("😀".repeat(20_000));
        texts.add("a,b;".repeat(20_000));
        texts.add("한국어".repeat(9_000));
        texts.add("row,1,2,3\n".repeat(5_000));
        texts.add("# Heading\n".repeat(2_000));
        texts.add("| a | b |\n".repeat(2_000));
        texts.add("```\n".repeat(2_001));
        texts.add("\ud800".repeat(5_000) + " lone surrogates \udc00");
        return texts;
    }

    @ParameterizedTest
    @MethodSource("anyTexts")
    void everyWordIsInAChunkAndEachChunkIsAPartWithinTheLimits(String text) {
        List<TextChunk> chunks = chunks(text);

        int covered = 0;
        int start = -1;
        for (TextChunk chunk : chunks) {
            int end = chunk.start() + chunk.text().length();
            assertThat(text.startsWith(chunk.text(), chunk.start())).isTrue();
            assertThat(COUNTER.count(chunk.text(), 0, chunk.text().length()))
                    .isEqualTo(chunk.tokens())
                    .isBetween(1, SIZE.maxTokens());
            assertThat(chunk.text().length()).isLessThanOrEqualTo(SIZE.maxCharacters());
            assertThat(chunk.start()).isGreaterThan(start);
            assertThat(end).isGreaterThan(covered);
            if (chunk.start() > covered) {
                assertThat(COUNTER.count(text, covered, chunk.start())).isZero();
            } else {
                assertThat(COUNTER.count(text, chunk.start(), covered))
                        .isLessThanOrEqualTo(SIZE.overlapTokens());
            }
            start = chunk.start();
            covered = end;
        }
        assertThat(COUNTER.count(text, covered, text.length())).isZero();
    }

    private static String anyText(Random random) {
        String[] parts = {
            "word ",
            "Sentence. ",
            "\n",
            "\n\n",
            "# Title\n",
            "- item ",
            "```\n",
            "| cell | ",
            "e.g. ",
            "x".repeat(150),
            "字",
            "😀",
            "\u0000",
            "\u00a0",
            "\t",
            "?! ",
            "1.2.3 ",
            "\r\n",
            "    code();\n"
        };
        StringBuilder text = new StringBuilder();
        int size = random.nextInt(8_000);
        for (int i = 0; i < size; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static String prose(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append("word").append(random.nextInt(1_000));
            int end = random.nextInt(30);
            text.append(end == 0 ? ".\n\n" : end < 3 ? ". " : " ");
        }
        return text.toString();
    }

    private static List<String> texts(String text) {
        return chunks(text).stream().map(TextChunk::text).toList();
    }

    private static List<TextChunk> chunks(String text) {
        List<TextChunk> chunks = new ArrayList<>();
        Iterator<TextChunk> iterator = new Chunker(COUNTER, SIZE).chunks(text, false);
        iterator.forEachRemaining(chunks::add);
        return chunks;
    }
}
