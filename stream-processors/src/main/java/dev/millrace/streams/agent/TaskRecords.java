package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.Answer;
import dev.millrace.Passage;
import dev.millrace.ScoredChunk;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Timeout;
import dev.millrace.TurnRequested;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.state.TaskHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The records that tell of a task, made from its state. */
final class TaskRecords {

    private static final int MAX_PROMPT_CHARACTERS = 10_000;

    private TaskRecords() {}

    static TaskEvent gathering(Gathering gathering, int documents, Instant now) {
        return event(gathering, gathering.sequence(), TaskEventKind.step_requested, now)
                .setState(TaskState.working)
                .setDetail(
                        documents == 1
                                ? "Reading 1 document"
                                : "Reading " + documents + " documents")
                .build();
    }

    static TaskEvent stepRequested(AwaitingTurn waiting, Instant now) {
        return event(waiting, waiting.sequence(), TaskEventKind.step_requested, now)
                .setState(TaskState.working)
                .setModel(waiting.task().getAgent().getModel())
                .setDetail("Asking the model")
                .build();
    }

    static TaskEvent completed(AwaitingTurn end, Answer answer, Instant now) {
        return event(end, end.sequence(), TaskEventKind.completed, now)
                .setState(TaskState.completed)
                .setModel(answer.getModel())
                .build();
    }

    static TaskEvent failed(Live live, long sequence, TaskError error, Instant now) {
        return event(live, sequence, TaskEventKind.failed, now)
                .setState(TaskState.failed)
                .setError(error)
                .build();
    }

    private static TaskEvent.Builder event(
            Live live, long sequence, TaskEventKind kind, Instant now) {
        TaskAdmitted task = live.task();
        return TaskEvent.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setUserId(task.getUserId())
                .setAgent(task.getAgent().getName())
                .setSessionId(task.getSessionId())
                .setSequence(sequence)
                .setKind(kind)
                .setStep(live.step())
                .setMaxSteps(task.getAgent().getMaxSteps())
                .setAt(now)
                .setSubmittedAt(task.getSubmittedAt())
                .setUsage(live.usage());
    }

    static TurnRequested turn(AwaitingTurn waiting, List<ScoredChunk> best, Instant now) {
        TaskAdmitted task = waiting.task();
        AgentSnapshot agent = task.getAgent();
        return TurnRequested.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setAgent(agent.getName())
                .setStep(waiting.step())
                .setAttempt(waiting.attempt())
                .setPriority(task.getPriority())
                .setModel(agent.getModel())
                .setSystemPrompt(agent.getSystemPrompt())
                .setPrompt(task.getPrompt())
                .setPassages(passages(best))
                .setTemperature(agent.getTemperature())
                .setMaxOutputTokens(agent.getMaxOutputTokens())
                .setDeadline(task.getDeadline())
                .setRequestedAt(now)
                .build();
    }

    private static List<Passage> passages(List<ScoredChunk> best) {
        List<Passage> passages = new ArrayList<>(best.size());
        for (ScoredChunk chunk : best) {
            passages.add(
                    new Passage(
                            passages.size() + 1,
                            chunk.getDocumentId(),
                            chunk.getTitle(),
                            chunk.getText(),
                            chunk.getScore()));
        }
        return passages;
    }

    static TaskResult result(AwaitingTurn end, Answer answer, Instant now) {
        return result(end, end.sequence(), now)
                .setState(TaskState.completed)
                .setText(answer.getText())
                .setCitations(answer.getCitations())
                .setModel(answer.getModel())
                .build();
    }

    static TaskResult result(Live live, long sequence, TaskError error, Instant now) {
        return result(live, sequence, now).setState(TaskState.failed).setError(error).build();
    }

    private static TaskResult.Builder result(Live live, long sequence, Instant now) {
        TaskAdmitted task = live.task();
        return TaskResult.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setAgent(task.getAgent().getName())
                .setUsage(live.usage())
                .setSequence(sequence)
                .setSubmittedAt(task.getSubmittedAt())
                .setCompletedAt(now)
                .setMetadata(task.getMetadata())
                .setUserId(task.getUserId())
                .setSessionId(task.getSessionId())
                .setPrompt(cut(task.getPrompt()));
    }

    private static String cut(String prompt) {
        return prompt.codePointCount(0, prompt.length()) <= MAX_PROMPT_CHARACTERS
                ? prompt
                : prompt.substring(0, prompt.offsetByCodePoints(0, MAX_PROMPT_CHARACTERS));
    }

    /** What a task's timer appends: the deadline is over. */
    static StepCompleted timeout(String taskId, TaskHeader header, Instant due, Instant now) {
        return StepCompleted.newBuilder()
                .setTaskId(taskId)
                .setTenantId(header.getTenantId())
                .setStep(header.getStep())
                .setAttempt(header.getAttempt())
                .setKind(StepKind.turn)
                .setStartedAt(due)
                .setCompletedAt(now)
                .setResult(new Timeout("deadline", due))
                .build();
    }
}
