package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommittedWorkTest {

    @Test
    void countsWhatIsOpenBeforeAndAfterWhatWasRead() {
        assertThat(new CommittedWork(100, 190, 4).openUntil(200)).isEqualTo(14);
        assertThat(new CommittedWork(100, 100, 0).openUntil(100)).isZero();
    }

    @Test
    void anEndThatIsOlderThanTheCommitMakesNothingNegative() {
        assertThat(new CommittedWork(100, 190, 4).openUntil(102)).isEqualTo(2);
        assertThat(new CommittedWork(100, 190, 4).openUntil(50)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "3:bm9ydGggc291dGggZWFzdA:mi8j2hs0:AAAAAAAAAAAAAAAAAAAA",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:A",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:AAAAAAAAAAAAAAAAAAAA",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:____________________",
                "2:bm9ydGggc291dGggZWFzdA:mi8j2hs0:////////////////////"
            })
    void whatCannotBeReadIsAsGoodAsNoMetadata(String metadata) {
        assertThat(CommittedWork.of(7, metadata)).isEqualTo(new CommittedWork(7, 7, 0));
    }
}
