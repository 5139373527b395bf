package dev.millrace.executor.tools.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.tools.documents.TaskChunks.DocumentChunk;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ToolCall.Place;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SearchDocumentsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<Place> PLACES = List.of(new Place(0, 1));

    private final List<String> scored = new ArrayList<>();

    /** The longer a text, the better it fits. */
    private final ChunkScorer byLength =
            (_, texts) -> {
                scored.addAll(texts);
                return texts.stream().map(text -> text.length() / 1000.0).toList();
            };

    @Test
    void theBestPassagesComeFirstWithTheirDocuments() throws Exception {
        TaskChunks chunks =
                (taskId, places, _, each) -> {
                    assertThat(taskId).isEqualTo("task-1");
                    assertThat(places).isEqualTo(PLACES);
                    each.accept(new DocumentChunk("a", "", "short"));
                    each.accept(new DocumentChunk("b", "Report", "the longest of them"));
                    each.accept(new DocumentChunk("a", "", "rather long"));
                    return 0;
                };

        assertThat(search(chunks, byLength, PLACES, "{\"query\": \"x\", \"k\": 2}"))
                .isEqualTo(
                        Returned.of(
                                "1. document b (Report):\nthe longest of them\n\n"
                                        + "2. document a:\nrather long"));
    }

    @Test
    void aTaskWithoutDocumentsIsNoError() throws Exception {
        TaskChunks none =
                (_, _, _, _) -> {
                    throw new IllegalStateException("there is nothing to read");
                };

        assertThat(search(none, byLength, List.of(), "{\"query\": \"x\"}"))
                .isEqualTo(Returned.of("No documents came with the request."));
    }

    @Test
    void whatIsNoLongerThereIsSaid() throws Exception {
        assertThat(search((_, _, _, _) -> 2, byLength, PLACES, "{\"query\": \"x\"}"))
                .isEqualTo(
                        Returned.of(
                                "The documents hold no text.\n\n[parts of the documents are no"
                                        + " longer there and were not searched]"));
    }

    @Test
    void ofVeryManyChunksThoseWithTheWordsAreScored() throws Exception {
        TaskChunks many =
                (_, _, _, each) -> {
                    for (int i = 0; i < 2_000; i++) {
                        each.accept(new DocumentChunk("d", "", "filler number " + i));
                    }
                    each.accept(new DocumentChunk("d", "", "The penguin swims."));
                    for (int i = 0; i < 2_000; i++) {
                        each.accept(new DocumentChunk("d", "", "more filler " + i));
                    }
                    return 0;
                };

        search(many, byLength, PLACES, "{\"query\": \"Where does the penguin swim?\"}");

        assertThat(scored).hasSize(500).contains("The penguin swims.");
    }

    @Test
    void whatCannotBeReadNowIsTriedAgain() throws Exception {
        TaskChunks away =
                (_, _, _, _) -> {
                    throw new CallFailedException(FailureKind.CONNECTION.failed("no broker"));
                };

        assertThat(search(away, byLength, PLACES, "{\"query\": \"x\"}"))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.failure().retryable()).isTrue());
    }

    @Test
    void anInterruptDuringTheScoringBreaksTheCallOff() {
        ChunkScorer interrupted =
                (_, _) -> {
                    throw new CancellationException();
                };
        TaskChunks one =
                (_, _, _, each) -> {
                    each.accept(new DocumentChunk("a", "", "text"));
                    return 0;
                };

        assertThatThrownBy(() -> search(one, interrupted, PLACES, "{\"query\": \"x\"}"))
                .isInstanceOf(InterruptedException.class);
    }

    private static ToolOutcome search(
            TaskChunks chunks, ChunkScorer scorer, List<Place> places, String arguments)
            throws InterruptedException {
        return new SearchDocuments(chunks, scorer)
                .call(
                        Calls.of("search_documents", arguments, Duration.ofMinutes(1), places),
                        (ObjectNode) JSON.readTree(arguments));
    }
}
