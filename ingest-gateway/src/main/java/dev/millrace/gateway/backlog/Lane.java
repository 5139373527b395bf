package dev.millrace.gateway.backlog;

import dev.millrace.gateway.submission.TaskPriority;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Work of one kind that waits for a consumer group, from the intake of a task to its end. */
enum Lane {
    /** Tasks that wait to be admitted. */
    INTAKE(Lane.STREAM_PROCESSORS, Topics.TASKS_REQUESTED.name()),
    /** Admitted tasks that wait for their agent. */
    ADMITTED(Lane.STREAM_PROCESSORS, Topics.TASKS_ADMITTED.name()),
    /** Admitted tasks whose documents wait to be cut, and what long documents left to be cut. */
    DOCUMENTS(Lane.CHUNKING, Topics.TASKS_ADMITTED.name()),
    /** Batches of chunks that wait to be scored. */
    CHUNKS(Lane.EXECUTOR + "embedding", Topics.CHUNKS_CREATED.name()),
    /** Scored batches that wait for the agent. */
    SCORES(Lane.STREAM_PROCESSORS, Topics.CHUNKS_EMBEDDED.name()),
    HIGH(Lane.EXECUTOR + "turn", Topics.TURNS_REQUESTED_HIGH.name(), TaskPriority.HIGH),
    NORMAL(Lane.EXECUTOR + "turn", Topics.TURNS_REQUESTED_NORMAL.name(), TaskPriority.NORMAL),
    LOW(Lane.EXECUTOR + "turn", Topics.TURNS_REQUESTED_LOW.name(), TaskPriority.LOW),
    /** Turns of whatever priority that are tried again. */
    RETRY(Lane.EXECUTOR + "turn", Topics.TURNS_REQUESTED_RETRY.name()),
    /** Tool calls, first attempts and later ones. */
    TOOLS(Lane.EXECUTOR + "tool", Topics.TOOLS_REQUESTED.name()),
    /** Outcomes of turns and tool calls that wait for the agent. */
    OUTCOMES(Lane.STREAM_PROCESSORS, Topics.STEPS_COMPLETED.name());

    /** Consumer groups; their names are contracts of the services that they belong to. */
    private static final String STREAM_PROCESSORS = "agents-stream-processors";

    private static final String CHUNKING = "agents-chunking";

    /** The group of an executor's kind of work has the name of that kind at its end. */
    private static final String EXECUTOR = "agents-llm-executor-";

    private final String group;
    private final String topic;
    private final @Nullable TaskPriority priority;

    Lane(String group, String topic) {
        this(group, topic, null);
    }

    Lane(String group, String topic, @Nullable TaskPriority priority) {
        this.group = group;
        this.topic = topic;
        this.priority = priority;
    }

    String group() {
        return group;
    }

    /** What is always there. */
    List<Place> places() {
        Stream<String> topics =
                this == TOOLS
                        ? Stream.of(topic, Topics.TOOLS_REQUESTED_RETRY.name())
                        : Stream.of(topic);
        return topics.flatMap(this::places).toList();
    }

    /** What is there once the group has made it, which need not have happened yet. */
    List<Place> internalPlaces() {
        return switch (this) {
            case INTAKE -> places(group + "-requests-by-tenant-repartition").toList();
            case DOCUMENTS -> places(group + "-pages-repartition").toList();
            case ADMITTED, CHUNKS, SCORES, HIGH, NORMAL, LOW, RETRY, TOOLS, OUTCOMES -> List.of();
        };
    }

    private Stream<Place> places(String name) {
        return IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(partition -> new Place(this, name, partition));
    }

    /** Whether a task waits behind what waits here. */
    boolean isBefore(Arrival task) {
        return isOnTheWayOf(task) && (priority == null || priority.compareTo(task.priority()) >= 0);
    }

    /** Whether tasks of its kind come through here, whatever their priority. */
    boolean isOnTheWayOf(Arrival task) {
        return switch (this) {
            case DOCUMENTS, CHUNKS, SCORES -> task.hasDocuments();
            case INTAKE, ADMITTED, HIGH, NORMAL, LOW, RETRY, TOOLS, OUTCOMES -> true;
        };
    }

    /** How metrics and messages call it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
