package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private long now = 1_000;
    private final CommitPace pace = new CommitPace(() -> now);

    @Test
    void aRecordThatComesAloneIsCommittedAtOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(pace.countAndDecide()).isTrue();
            advance(Duration.ofMillis(13));
        }
    }

    @Test
    void aBurstIsGatheredAfterItsFirstRecords() {
        int commits = 0;
        for (int i = 0; i < 10; i++) {
            commits += pace.countAndDecide() ? 1 : 0;
        }
        assertThat(commits).isEqualTo(CommitPace.COMMITS_PER_WINDOW);
    }

    @Test
    void aBacklogIsLeftToTheInterval() {
        int commits = 0;
        for (int i = 0; i < 10_000; i++) {
            commits += pace.countAndDecide() ? 1 : 0;
            advance(Duration.ofNanos(500_000));
        }
        assertThat(commits).isEqualTo(CommitPace.COMMITS_PER_WINDOW);
    }

    @Test
    void calmAfterABacklogBringsPromptCommitsBack() {
        for (int i = 0; i < 1_000; i++) {
            pace.countAndDecide();
        }
        advance(CommitPace.WINDOW.multipliedBy(3));
        assertThat(pace.countAndDecide()).isTrue();
    }

    private void advance(Duration time) {
        now += time.toNanos();
    }
}
