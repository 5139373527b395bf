package dev.millrace.streams.agent;

import dev.millrace.TaskAdmitted;
import dev.millrace.Usage;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.state.StoredReservation;
import dev.millrace.streams.state.StoredWork;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a task's state its header holds, and back; headers of version 1 too. */
final class TaskHeaders {

    private TaskHeaders() {}

    /** A header without what belongs to the store: entries, timer and trace. */
    static TaskHeader.Builder of(Live live) {
        Progress progress = live.progress();
        TaskAdmitted task = progress.task();
        return TaskHeader.newBuilder()
                .setPhase(phase(live))
                .setTenantId(task.getTenantId())
                .setUserId(task.getUserId())
                .setAgent(task.getAgent().getName())
                .setStep(live.step())
                .setAttempt(live instanceof AwaitingTurn turn ? turn.turn().attempt() : 0)
                .setSequence(progress.sequence())
                .setInputTokens(progress.usage().getInputTokens())
                .setOutputTokens(progress.usage().getOutputTokens())
                .setCostMicroUsd(progress.usage().getCostMicroUsd())
                .setCachedInputTokens(progress.usage().getCachedInputTokens())
                .setAdmittedAt(task.getAdmittedAt())
                .setMessages(live.transcript().messages().size())
                .setDocuments(progress.documents())
                .setAdmittedPartition(progress.place().partition())
                .setAdmittedOffset(progress.place().offset())
                .setStepTimeoutMs(task.getAgent().getStepTimeoutMs())
                .setWork(live.work().stream().map(TaskHeaders::stored).toList())
                .setReservations(progress.reservations().stream().map(TaskHeaders::stored).toList())
                .setCalls(progress.calls().hashes());
    }

    private static TaskPhase phase(Live live) {
        return switch (live) {
            case Gathering _ -> TaskPhase.gathering_context;
            case AwaitingTurn _ -> TaskPhase.turn;
            case AwaitingTools _ -> TaskPhase.tools;
        };
    }

    static TaskHeader of(Ended ended) {
        return TaskHeader.newBuilder()
                .setPhase(TaskPhase.ended)
                .setTenantId(ended.tenantId())
                .setUserId(ended.userId())
                .setAgent(ended.agent())
                .setCalls(ended.calls().hashes())
                .build();
    }

    static Ended ended(TaskHeader header) {
        return new Ended(
                header.getTenantId(),
                header.getUserId(),
                header.getAgent(),
                new CallHashes(header.getCalls()));
    }

    static Progress progress(TaskHeader header, TaskAdmitted task) {
        return new Progress(
                task,
                header.getDocuments(),
                new Place(header.getAdmittedPartition(), header.getAdmittedOffset()),
                header.getSequence(),
                new Usage(
                        header.getInputTokens(),
                        header.getOutputTokens(),
                        header.getCostMicroUsd(),
                        header.getCachedInputTokens()),
                header.getReservations().stream()
                        .map(r -> new Reservation(r.getStep(), r.getAttempt(), r.getMicroUsd()))
                        .toList(),
                new CallHashes(header.getCalls()));
    }

    static List<Work> work(TaskHeader header) {
        return header.getWork().stream().map(TaskHeaders::work).toList();
    }

    static Work turn(TaskHeader header) {
        return header.getWork().isEmpty()
                ? new Work(0, false, header.getAttempt(), 1, false, 0, 0, null)
                : work(header.getWork().getFirst());
    }

    private static Work work(StoredWork work) {
        return new Work(
                work.getCall(),
                work.getWaiting(),
                work.getAttempt(),
                work.getTries(),
                work.getRedispatched(),
                work.getModel(),
                work.getFallbackFrom(),
                work.getDue());
    }

    private static StoredWork stored(Work work) {
        return new StoredWork(
                work.call(),
                work.waiting(),
                work.attempt(),
                work.tries(),
                work.redispatched(),
                work.model(),
                work.fallbackFrom(),
                work.due());
    }

    private static StoredReservation stored(Reservation reservation) {
        return new StoredReservation(
                reservation.step(), reservation.attempt(), reservation.microUsd());
    }

    /** The deadline of a task as its header has it. */
    static @Nullable Instant deadline(TaskHeader header) {
        return header.getDeadline() == null ? header.getTimerDue() : header.getDeadline();
    }

    /** When the next of what a task waits for is due; absent when nothing is. */
    static @Nullable Instant earliest(TaskHeader.Builder header) {
        Stream<@Nullable Instant> dues = header.getWork().stream().map(StoredWork::getDue);
        Instant deadline = header.getDeadlineTaken() ? null : header.getDeadline();
        return Stream.concat(dues, Stream.<@Nullable Instant>ofNullable(deadline))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }
}
