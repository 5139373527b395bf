package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.ModelChoice;
import dev.millrace.Passage;
import dev.millrace.ScoredChunk;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Timeout;
import dev.millrace.ToolCall;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.WorkCanceled;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The records that tell of a task or ask for its work, made from its state. */
final class TaskRecords {

    private static final int MAX_PROMPT_CHARACTERS = 10_000;

    private TaskRecords() {}

    /** An event, but for its number. The task is at work unless something else is set. */
    static TaskEvent.Builder event(Progress progress, int step, TaskEventKind kind, Instant now) {
        TaskAdmitted task = progress.task();
        return TaskEvent.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setUserId(task.getUserId())
                .setAgent(task.getAgent().getName())
                .setSessionId(task.getSessionId())
                .setSequence(progress.sequence())
                .setKind(kind)
                .setState(TaskState.working)
                .setStep(step)
                .setMaxSteps(task.getAgent().getMaxSteps())
                .setAt(now)
                .setSubmittedAt(task.getSubmittedAt())
                .setUsage(progress.usage())
                .setRedriveOf(task.getRedriveOf());
    }

    static TurnRequested turn(
            Progress progress, Transcript transcript, int step, Work work, Instant now) {
        TaskAdmitted task = progress.task();
        AgentSnapshot agent = task.getAgent();
        ModelChoice model = ModelChain.at(agent, work.model());
        return TurnRequested.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setAgent(agent.getName())
                .setStep(step)
                .setAttempt(work.attempt())
                .setPriority(task.getPriority())
                .setModel(model.getName())
                .setPrice(model.getPrice())
                .setSystemPrompt(agent.getSystemPrompt())
                .setPrompt(task.getPrompt())
                .setPassages(transcript.passages())
                .setHistory(Conversations.history(task, transcript))
                .setConversation(Conversations.ofTurn(task, transcript))
                .setStream(task.getStream())
                .setTools(agent.getTools())
                .setTemperature(agent.getTemperature())
                .setMaxOutputTokens(Conversations.maxOutputTokens(task))
                .setDeadline(task.getDeadline())
                .setTimeoutMs(callTimeout(task.getAgent()))
                .setRequestedAt(now)
                .build();
    }

    /**
     * A call ends before the step's own time does, so that its end is told and no other is made.
     */
    private static long callTimeout(AgentSnapshot agent) {
        return agent.getStepTimeoutMs() / 10 * 9;
    }

    static List<Passage> passages(List<ScoredChunk> best) {
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

    static ToolRequested tool(AwaitingTools tools, Work work, Instant now) {
        TaskAdmitted task = tools.progress().task();
        ToolCall call = tools.transcript().calls().get(work.call());
        return ToolRequested.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setUserId(task.getUserId())
                .setAgent(task.getAgent().getName())
                .setStep(tools.step())
                .setCall(work.call())
                .setAttempt(work.attempt())
                .setToolCallId(call.getId())
                .setTool(call.getName())
                .setArguments(call.getArguments())
                .setRoles(task.getRoles())
                .setChunks(tools.transcript().chunks())
                .setDeadline(task.getDeadline())
                .setTimeoutMs(callTimeout(task.getAgent()))
                .setRequestedAt(now)
                .build();
    }

    /** A result, but for its state. */
    static TaskResult.Builder result(Progress progress, int step, Instant now) {
        TaskAdmitted task = progress.task();
        return TaskResult.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setAgent(task.getAgent().getName())
                .setUsage(progress.usage())
                .setSequence(progress.sequence())
                .setSubmittedAt(task.getSubmittedAt())
                .setCompletedAt(now)
                .setMetadata(task.getMetadata())
                .setUserId(task.getUserId())
                .setSessionId(task.getSessionId())
                .setPrompt(cut(task.getPrompt()))
                .setSteps(step)
                .setRedriveOf(task.getRedriveOf())
                .setFlags(task.getFlags());
    }

    private static String cut(String prompt) {
        return prompt.codePointCount(0, prompt.length()) <= MAX_PROMPT_CHARACTERS
                ? prompt
                : prompt.substring(0, prompt.offsetByCodePoints(0, MAX_PROMPT_CHARACTERS));
    }

    static WorkCanceled notWanted(Progress progress, String reason, Instant now) {
        return new WorkCanceled(progress.task().getTaskId(), reason, now);
    }

    /** The name of an attempt at a piece of work. */
    static String workId(String taskId, int step, Work work, StepKind kind) {
        String piece = kind == StepKind.turn ? "" : "." + work.call();
        return taskId + "/" + step + piece + "/" + work.attempt();
    }

    /** What a task's timer appends. */
    static StepCompleted timeout(
            String taskId, String tenantId, int step, StepKind kind, TimerDue due, Instant now) {
        return StepCompleted.newBuilder()
                .setTaskId(taskId)
                .setTenantId(tenantId)
                .setStep(step)
                .setAttempt(due.attempt())
                .setCall(due.call())
                .setKind(kind)
                .setStartedAt(due.at())
                .setCompletedAt(now)
                .setResult(new Timeout(due.reason(), due.at()))
                .build();
    }

    /**
     * What of a task is due.
     *
     * @param reason deadline, step or retry
     */
    record TimerDue(String reason, int call, int attempt, Instant at) {}
}
