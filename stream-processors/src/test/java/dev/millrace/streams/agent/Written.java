package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.state.TaskHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What the agent put on its topics and into its stores since this was made, in few words. */
final class Written {

    private static final List<Topic<String, ? extends SpecificRecord>> SOURCES =
            List.of(
                    Topics.TASKS_ADMITTED,
                    Topics.CHUNKS_EMBEDDED,
                    Topics.STEPS_COMPLETED,
                    Topics.TASKS_COMMANDS);

    private final AgentDriver agent;
    private final Map<DropReason, Integer> droppedBefore;

    Written(AgentDriver agent) {
        this.agent = agent;
        this.droppedBefore = Map.copyOf(agent.metrics.dropped());
        records();
    }

    /** Records in the order of their topics, what was dropped, and where the task is then. */
    String summary(String taskId) {
        List<String> words = records();
        Map<DropReason, Integer> dropped = new HashMap<>(agent.metrics.dropped());
        droppedBefore.forEach((reason, times) -> dropped.merge(reason, -times, Integer::sum));
        dropped.forEach(
                (reason, times) -> {
                    for (int n = 0; n < times; n++) {
                        words.add("dropped:" + reason.tag());
                    }
                });
        TaskHeader header = agent.header(taskId);
        words.add("→ " + (header == null ? "unknown" : header.getPhase()));
        return String.join(" ", words);
    }

    private List<String> records() {
        List<String> words = new ArrayList<>();
        agent.events().forEach(event -> words.add(event.getKind().toString()));
        agent.turns().forEach(turn -> words.add("turn:" + work(turn)));
        agent.read(Topics.TURNS_REQUESTED_RETRY)
                .forEach(turn -> words.add("turn-again:" + work(turn)));
        agent.read(Topics.TOOLS_REQUESTED).forEach(tool -> words.add("tool:" + work(tool)));
        agent.read(Topics.TOOLS_REQUESTED_RETRY)
                .forEach(tool -> words.add("tool-again:" + work(tool)));
        agent.read(Topics.CHUNKS_CREATED).forEach(batch -> words.add("batch-again:" + work(batch)));
        agent.results().forEach(result -> words.add("result:" + end(result)));
        agent.deadLetters(Topics.TASKS_ADMITTED).forEach(_ -> words.add("dead-letter"));
        SOURCES.stream()
                .skip(1)
                .flatMap(source -> agent.deadLetters(source).stream())
                .forEach(_ -> words.add("dead-letter-of-event"));
        agent.read(Topics.WORK_CANCELED).forEach(_ -> words.add("not-wanted"));
        agent.read(Topics.USAGE_RECORDED)
                .forEach(usage -> words.add(usage.getDropped() ? "usage-dropped" : "usage"));
        return words;
    }

    private static String work(TurnRequested turn) {
        String model = turn.getModel().equals("extractive") ? "" : "@" + turn.getModel();
        return turn.getStep() + "/" + turn.getAttempt() + model;
    }

    private static String work(ToolRequested tool) {
        return tool.getStep() + "." + tool.getCall() + "/" + tool.getAttempt();
    }

    private static String work(ChunkBatch batch) {
        return batch.getBatch() + "/" + batch.getAttempt();
    }

    private static String end(TaskResult result) {
        String state = result.getState().toString().toLowerCase(Locale.ROOT);
        return result.getState() == TaskState.failed
                ? result.getError().getType()
                : state
                        + (result.getDegraded() ? "-degraded" : "")
                        + (result.getToolCalls().isEmpty()
                                ? ""
                                : "-calls-" + result.getToolCalls().size());
    }
}
