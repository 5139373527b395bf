package dev.millrace.executor.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.CommittedWork;
import java.time.Instant;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMetadataTest {

    private static final String TOPIC_ID = "bm9ydGggc291dGggZWFzdA";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String OTHER_TOPIC_ID = "d2VzdCBvciBzb21ld2hlcg";

    @Test
    void readsBackWhatItWrote() {
        Progress progress = new Progress(100, 190, bits(0, 1, 7, 80));
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
        assertThat(CommitMetadata.decode(TOPIC_ID, 100, metadata)).contains(progress);
    }

    @Test
    void tellsWhichOpenRecordsHaveBegun() {
        Progress progress = new Progress(100, 190, bits(0, 1, 7, 80), bits(1, 80));
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
        assertThat(CommitMetadata.decode(TOPIC_ID, 100, metadata)).contains(progress);
        assertThat(CommittedWork.of(100, metadata)).isEqualTo(new CommittedWork(100, 190, 4));
    }

    @Test
    void whatAnEarlierVersionWroteTellsThatAnyMayHaveBegun() {
        // The records 0, 1, 7 and 80 of 90 are open.
        String metadata = "2:" + TOPIC_ID + ":mi8j2hs0:CAAAAAAAAALQAAAk4JQ";
        assertThat(CommitMetadata.decode(TOPIC_ID, 100, metadata))
                .contains(new Progress(100, 190, bits(0, 1, 7, 80)));
    }

    @Test
    void withoutRoomForItAnyMayHaveBegun() {
        BitSet many = new BitSet();
        int last = 3 * (CommitMetadata.MAX_DISTANCE_BITS / GapCode.bits(3, 2));
        for (int open = 0; open <= last; open += 3) {
            many.set(open);
        }
        Progress progress = new Progress(100, 100 + last + 1, many, bits(0));
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
        assertThat(metadata.length()).isLessThanOrEqualTo(CommitMetadata.MAX_LENGTH);
        assertThat(CommitMetadata.decode(TOPIC_ID, 100, metadata))
                .contains(new Progress(100, 100 + last + 1, many));
    }

    @Test
    void othersReadFromItHowMuchIsOpen() {
        Progress progress = new Progress(100, 190, bits(0, 1, 7, 80));
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
        assertThat(CommittedWork.of(100, metadata)).isEqualTo(new CommittedWork(100, 190, 4));

        String done = CommitMetadata.encode(TOPIC_ID, NOW, Progress.at(100));
        assertThat(CommittedWork.of(100, done)).isEqualTo(new CommittedWork(100, 100, 0));

        BitSet many = new BitSet();
        many.set(0);
        many.set(5_000, 12_000);
        String wide =
                CommitMetadata.encode(
                        TOPIC_ID, NOW, new Progress(1L << 40, (1L << 40) + 16_000_000, many));
        assertThat(CommittedWork.of(1L << 40, wide))
                .isEqualTo(new CommittedWork(1L << 40, (1L << 40) + 16_000_000, 7_001));
    }

    @Test
    void tellsWhenItWasWritten() {
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, Progress.at(7));
        assertThat(CommitMetadata.time(metadata)).contains(NOW);
        assertThat(CommitMetadata.time("1:" + TOPIC_ID + ":AAAA")).isEmpty();
        assertThat(CommitMetadata.time("2:" + TOPIC_ID + ":;:")).isEmpty();
        assertThat(CommitMetadata.time("")).isEmpty();
    }

    @Test
    void ignoresAnotherTopicOfTheSameName() {
        String metadata =
                CommitMetadata.encode(TOPIC_ID, NOW, new Progress(100, 190, bits(0, 1, 7, 80)));
        assertThat(CommitMetadata.decode(OTHER_TOPIC_ID, 100, metadata)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "3:bm9ydGggc291dGggZWFzdA:mi8j2hs0:AAAA",
                "2:bm9ydGggc291dGggZWFzdA:AAAA",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:A",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:____",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:AAAAAAAAAAAAAAAAAAAA"
            })
    void ignoresWhatItCannotRead(String metadata) {
        assertThat(CommitMetadata.decode(TOPIC_ID, 100, metadata)).isEmpty();
    }

    @Test
    void cutOrDamagedMetadataNeverThrows() {
        Random random = new Random(7);
        Progress progress = new Progress(100, 9_000, bits(0, 3, 4, 5, 900, 8_000));
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder damaged = new StringBuilder(metadata);
            damaged.setCharAt(random.nextInt(damaged.length()), (char) ('A' + random.nextInt(26)));
            damaged.setLength(random.nextInt(damaged.length() + 1));
            CommitMetadata.decode(TOPIC_ID, 100, damaged.toString())
                    .ifPresent(decoded -> assertThat(decoded.offset()).isEqualTo(100));
        }
    }

    /** The reason why a check when a record is taken is enough. */
    @Test
    void twoDistancesNeverTakeFewerBitsThanTheirSum() {
        for (int k = GapCode.FIRST_PARAMETER; k <= GapCode.LAST_PARAMETER; k++) {
            for (int first = 1; first < 300; first++) {
                for (int second = 1; second < 300; second++) {
                    assertThat(GapCode.bits(first + second, k))
                            .isLessThanOrEqualTo(GapCode.bits(first, k) + GapCode.bits(second, k));
                }
            }
        }
    }

    @Test
    void aDistanceTakesAsManyBitsAsAnnounced() {
        for (int k = GapCode.FIRST_PARAMETER; k <= GapCode.LAST_PARAMETER; k++) {
            for (long distance = 1; distance < 20_000_000; distance = distance * 3 / 2 + 1) {
                BitWriter out = new BitWriter();
                GapCode.write(out, distance, k);
                byte[] bytes = out.toByteArray();
                assertThat(bytes).hasSize((GapCode.bits(distance, k) + 7) / 8);
                assertThat(GapCode.read(new BitReader(bytes), k)).isEqualTo(distance);
            }
        }
    }

    private static BitSet bits(int... positions) {
        BitSet bits = new BitSet();
        for (int position : positions) {
            bits.set(position);
        }
        return bits;
    }
}
