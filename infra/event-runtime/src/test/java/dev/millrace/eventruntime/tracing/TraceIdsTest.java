package dev.millrace.eventruntime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceIdsTest {

    @Test
    void theSameWordsHaveTheSameId() {
        assertThat(TraceIds.span("task", "1")).isEqualTo(TraceIds.span("task", "1")).hasSize(16);
        assertThat(TraceIds.trace("task")).isEqualTo(TraceIds.trace("task")).hasSize(32);
    }

    @Test
    void otherWordsHaveOtherIds() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(TraceIds.span("task", Integer.toString(i)));
        }
        assertThat(ids).hasSize(10_000);
        assertThat(TraceIds.span("a", "bc")).isNotEqualTo(TraceIds.span("ab", "c"));
    }
}
