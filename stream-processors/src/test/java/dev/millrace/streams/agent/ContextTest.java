package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.batches;
import static dev.millrace.streams.agent.TestRecords.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.AgentSnapshot;
import dev.millrace.ChunkBatchScored;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextTest {

    private static final Context.Limits LIMITS = new Context.Limits(8, 2_000, 100_000);

    @Test
    void isCompleteWithTheLastMissingBatch() {
        Context context = Context.empty().with(1, true, List.of(), LIMITS);
        assertThat(context.isComplete()).isFalse();

        assertThat(context.with(0, false, List.of(), LIMITS).isComplete()).isTrue();
    }

    @Test
    void isNotCompleteWhileTheLastBatchIsUnknown() {
        assertThat(Context.empty().with(0, false, List.of(), LIMITS).isComplete()).isFalse();
    }

    @Test
    void keepsTheBestChunksUpToTheirNumber() {
        Context context = with(LIMITS, IntStream.range(0, 20).mapToObj(i -> chunk(i, i)).toList());

        assertThat(indexes(context)).containsExactly(19, 18, 17, 16, 15, 14, 13, 12);
    }

    @Test
    void chunksThatWouldExceedTheTokensAreLeftOut() {
        Context context =
                with(
                        LIMITS,
                        List.of(
                                chunk(0, 0.1, 50),
                                chunk(1, 0.2, 100),
                                chunk(2, 0.3, 150),
                                chunk(3, 0.4, 200)));

        assertThat(context.within(250)).extracting(ScoredChunk::getIndex).containsExactly(3, 0);
        assertThat(context.within(0)).isEmpty();
    }

    @Test
    void chunkThatIsTooLargeByItselfDoesNotTakeTheirPlace() {
        Context.Limits one = new Context.Limits(1, 2_000, 30);
        ScoredChunk large = new ScoredChunk(2, "mill", "The mill", "x".repeat(31), 1, 0.8);

        assertThat(indexes(with(one, List.of(chunk(0, 0.9, 2_001), chunk(1, 0.2), large))))
                .containsExactly(1);
    }

    @Test
    void limitsOfAnAgentBoundWhatIsStored() {
        AgentSnapshot greedy =
                AgentSnapshot.newBuilder().setName("greedy").setRetrievalPassages(9_999).build();
        Context.Limits limits = Context.Limits.of(greedy);

        assertThat((long) limits.passages() * limits.bytesEach())
                .isLessThan(AgentStores.MAX_VALUE_BYTES - Context.MAX_BATCHES / 8);
    }

    @Test
    void equalScoresAreOrderedByIndex() {
        Context context = with(LIMITS, List.of(chunk(2, 0.5), chunk(0, 0.5), chunk(1, 0.5)));

        assertThat(indexes(context)).containsExactly(0, 1, 2);
    }

    @Test
    void scoreThatIsNoNumberComesLast() {
        Context context =
                with(LIMITS, List.of(chunk(0, Double.NaN), chunk(1, -1), chunk(2, Double.NaN)));

        assertThat(indexes(context)).containsExactly(1, 0, 2);
    }

    @Test
    void noPassagesAreKeptWhenNoneAreWanted() {
        assertThat(with(new Context.Limits(0, 2_000, 100_000), List.of(chunk(0, 1))).best())
                .isEmpty();
    }

    @Test
    void orderOfBatchesDoesNotMatter() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Context.Limits limits = new Context.Limits(random.nextInt(10), random.nextInt(400), 27);
            List<ChunkBatchScored> batches = new ArrayList<>(randomBatches(random));
            Context inOrder = gather(batches, limits);
            Collections.shuffle(batches, random);

            assertThat(gather(batches, limits)).as("seed %d", seed).isEqualTo(inOrder);
        }
    }

    @Test
    void survivesItsStoredForm() {
        ContextFormat format = new ContextFormat();
        Context context = gather(batches("t", 3), LIMITS);

        assertThat(format.decode(format.encode(context))).isEqualTo(context);
        assertThat(format.decode(format.encode(Context.empty()))).isEqualTo(Context.empty());
    }

    private static List<ChunkBatchScored> randomBatches(Random random) {
        int count = 1 + random.nextInt(20);
        return IntStream.range(0, count)
                .mapToObj(
                        batch ->
                                TestRecords.batch(
                                        "t",
                                        batch,
                                        batch == count - 1,
                                        IntStream.range(16 * batch, 16 * batch + random.nextInt(17))
                                                .mapToObj(
                                                        index ->
                                                                chunk(
                                                                        index,
                                                                        random.nextInt(20) / 20.0,
                                                                        random.nextInt(400)))
                                                .toList()))
                .toList();
    }

    private static Context gather(List<ChunkBatchScored> batches, Context.Limits limits) {
        Context context = Context.empty();
        for (ChunkBatchScored batch : batches) {
            context =
                    context.with(
                            batch.getBatch(),
                            batch.getLast(),
                            ((ScoredChunks) batch.getResult()).getChunks(),
                            limits);
        }
        return context;
    }

    private static Context with(Context.Limits limits, List<ScoredChunk> chunks) {
        return Context.empty().with(0, true, chunks, limits);
    }

    private static List<Integer> indexes(Context context) {
        return context.best().stream().map(ScoredChunk::getIndex).toList();
    }
}
