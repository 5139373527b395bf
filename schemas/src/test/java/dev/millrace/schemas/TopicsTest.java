package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Priority;
import dev.millrace.TaskResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {

    @Test
    void namesAreUnique() {
        List<String> names = Topics.all().stream().<String>map(Topic::name).toList();

        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
        assertThat(names).allMatch(name -> name.startsWith("agents."));
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.schemas.Topics#all")
    void aDeadLetterOfTheLargestRecordHasRoomForItsReason(Topic<?, ?> topic) {
        int largest = Integer.parseInt(topic.settings().get("max.message.bytes"));
        int largestDeadLetter =
                Integer.parseInt(topic.deadLetterSettings().get("max.message.bytes"));

        assertThat(largest).isEqualTo(Topic.MAX_RECORD_BYTES);
        assertThat(largestDeadLetter).isGreaterThan(largest);
    }

    @ParameterizedTest
    @EnumSource
    void everyPriorityHasALaneOfItsOwn(Priority priority) {
        assertThat(Topics.turnsRequested(priority).name())
                .isEqualTo("agents.turns.requested." + priority);
    }

    @Test
    void aTopicNeedsAPartition() {
        assertThatThrownBy(
                        () ->
                                new Topic<>(
                                        "t", String.class, TaskResult.class, 0, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions of t");
    }
}
