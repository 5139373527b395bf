package dev.millrace.streams.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.AgentSnapshot;
import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.Document;
import dev.millrace.TaskAdmitted;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.streams.chunking.PageCutter.Cut;
import dev.millrace.streams.state.ChunkingPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCutterTest {

    @BeforeAll
    static void trustEvents() {
        TrustedAvroClasses.install();
        TrustedAvroClasses.trustPackage(ChunkingPage.class.getPackageName());
    }

    private static final ChunkingSettings SETTINGS = new ChunkingSettings(16, 0, 16, 200);
    private static final String SENTENCE = "one two three four five six seven eight nine ten.\n\n";

    private final PageCutter cutter = new PageCutter(SETTINGS, new WordPieceTokenCounter());

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 191, 192, 193, 200, 1_000, 10_000})
    void numbersGoOnOverPagesAndOnlyTheLastBatchIsLast(int chunks) {
        List<Cut> cuts = cutAll(task(new Document("d", "", SENTENCE.repeat(chunks))));

        assertThat(cuts).allMatch(cut -> cut.chunks() <= 200);
        List<ChunkBatch> batches = cuts.stream().flatMap(cut -> cut.batches().stream()).toList();
        assertThat(batches).extracting(ChunkBatch::getBatch).isEqualTo(upTo(batches.size()));
        assertThat(batches).hasSize((chunks + 15) / 16);
        assertThat(batches.getLast().getLast()).isTrue();
        assertThat(batches.subList(0, batches.size() - 1)).noneMatch(ChunkBatch::getLast);
        List<Chunk> all = batches.stream().flatMap(batch -> batch.getChunks().stream()).toList();
        assertThat(all).extracting(Chunk::getIndex).isEqualTo(upTo(chunks));
        assertThat(all).allMatch(chunk -> chunk.getText().equals(SENTENCE.strip()));
    }

    @Test
    void documentsWithoutAnyTextGiveOneEmptyLastBatch() {
        List<Cut> cuts = cutAll(task(new Document("a", "", " \n"), new Document("b", "", "")));

        assertThat(cuts).hasSize(1);
        ChunkBatch batch = cuts.getFirst().batches().getFirst();
        assertThat(cuts.getFirst().batches()).hasSize(1);
        assertThat(batch.getChunks()).isEmpty();
        assertThat(batch.getLast()).isTrue();
        assertThat(batch.getBatch()).isZero();
    }

    @Test
    void chunksNameTheirDocumentAndBatchesCarryTheQuery() {
        List<Cut> cuts =
                cutAll(
                        task(
                                new Document("a", "First", "Alpha beta."),
                                new Document("blank", "", "\n"),
                                new Document("b", "Second", "Gamma delta.")));

        ChunkBatch batch = cuts.getFirst().batches().getFirst();
        assertThat(batch.getQuery()).isEqualTo("Which one?");
        assertThat(batch.getDeadline()).isEqualTo(Instant.ofEpochMilli(99));
        assertThat(batch.getChunks())
                .extracting(Chunk::getDocumentId, Chunk::getTitle, Chunk::getText)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", "First", "Alpha beta."),
                        org.assertj.core.groups.Tuple.tuple("b", "Second", "Gamma delta."));
    }

    @Test
    void aPageEndsInTheMiddleOfAnyOfSeveralDocuments() {
        Document[] documents = new Document[50];
        for (int i = 0; i < documents.length; i++) {
            documents[i] = new Document("d" + i, "", SENTENCE.repeat(7));
        }

        List<Cut> cuts = cutAll(task(documents));

        List<String> ids =
                cuts.stream()
                        .flatMap(cut -> cut.batches().stream())
                        .flatMap(batch -> batch.getChunks().stream())
                        .map(Chunk::getDocumentId)
                        .toList();
        assertThat(ids).hasSize(350);
        for (int i = 0; i < ids.size(); i++) {
            assertThat(ids.get(i)).isEqualTo("d" + i / 7);
        }
    }

    @Test
    void theSamePageGivesTheSameBatches() {
        ChunkingPage page = PageCutter.firstPage(task(new Document("d", "", SENTENCE.repeat(500))));

        assertThat(cutter.cut(page)).isEqualTo(cutter.cut(page));
    }

    @Test
    void anEndlessTitleIsCut() {
        TaskAdmitted task = task(new Document("d", "😀".repeat(1_000_000), "Text."));

        String title =
                cutAll(task).getFirst().batches().getFirst().getChunks().getFirst().getTitle();

        assertThat(title).isEqualTo("😀".repeat(100));
    }

    private List<Cut> cutAll(TaskAdmitted task) {
        List<Cut> cuts = new ArrayList<>();
        ChunkingPage page = PageCutter.firstPage(task);
        while (page != null) {
            Cut cut = cutter.cut(page);
            cuts.add(cut);
            page = cut.rest();
        }
        return cuts;
    }

    private static List<Integer> upTo(int size) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static TaskAdmitted task(Document... documents) {
        return TaskAdmitted.newBuilder()
                .setTaskId("t")
                .setTenantId("dev")
                .setAgent(AgentSnapshot.newBuilder().setName("default").build())
                .setPrompt("Which one?")
                .setDocuments(List.of(documents))
                .setDeadline(Instant.ofEpochMilli(99))
                .setSubmittedAt(Instant.ofEpochMilli(1))
                .setAdmittedAt(Instant.ofEpochMilli(2))
                .build();
    }
}
