package dev.millrace.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

    /** What is told of tasks, and what ends them, but is no work of theirs. */
    private static final List<Topic<?, ?>> NO_WORK =
            List.of(
                    Topics.TASKS_COMMANDS,
                    Topics.WORK_CANCELED,
                    Topics.TASKS_EVENTS,
                    Topics.TASKS_RESULTS,
                    Topics.USAGE_RECORDED,
                    Topics.AUDIT_RECORDED,
                    Topics.TOKENS_STREAMED,
                    Topics.IDEMPOTENCY_CLAIMED,
                    Topics.KEYS_RECORDED,
                    Topics.LIMITS_CONSUMED);

    @Test
    void whereverWorkOfTasksWaitsThereIsALane() {
        List<String> work =
                Topics.all().stream()
                        .filter(topic -> !NO_WORK.contains(topic))
                        .map(Topic::name)
                        .toList();

        assertThat(
                        Arrays.stream(Lane.values())
                                .flatMap(lane -> lane.places().stream())
                                .map(Place::topic)
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(work);
    }

    @Test
    void groupsHaveTheNamesThatTheirServicesUse() {
        assertThat(Arrays.stream(Lane.values()).map(Lane::group).distinct())
                .containsExactlyInAnyOrder(
                        "agents-stream-processors",
                        "agents-chunking",
                        "agents-llm-executor-embedding",
                        "agents-llm-executor-turn",
                        "agents-llm-executor-tool");
    }
}
