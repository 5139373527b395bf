package dev.millrace.streams.agent;

import dev.millrace.TaskAdmitted;
import dev.millrace.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a task has come.
 *
 * @param task what was admitted, without the documents
 * @param documents how many documents it was admitted with; -1 when an earlier version took it
 * @param place where it was admitted
 * @param sequence the sequence number of the last event of the task
 * @param usage what the calls of the task used so far
 * @param reservations what is set aside for attempts whose outcome has not come
 * @param calls hashes of the physical calls whose usage was counted last
 */
record Progress(
        TaskAdmitted task,
        int documents,
        Place place,
        long sequence,
        Usage usage,
        List<Reservation> reservations,
        CallHashes calls) {

    Progress {
        reservations = List.copyOf(reservations);
    }

    static Progress of(TaskAdmitted task, Place place) {
        TaskAdmitted withoutDocuments =
                task.getDocuments().isEmpty()
                        ? task
                        : TaskAdmitted.newBuilder(task).setDocuments(List.of()).build();
        return new Progress(
                withoutDocuments,
                task.getDocuments().size(),
                place,
                task.getSequence(),
                new Usage(0L, 0L, 0L, 0L),
                List.of(),
                CallHashes.NONE);
    }

    Progress nextSequence() {
        return new Progress(task, documents, place, sequence + 1, usage, reservations, calls);
    }

    Progress used(Usage more, CallHashes counted) {
        return new Progress(
                task, documents, place, sequence, sum(usage, more), reservations, counted);
    }

    Progress reserve(Reservation reservation) {
        List<Reservation> more = new ArrayList<>(reservations);
        more.add(reservation);
        return new Progress(task, documents, place, sequence, usage, more, calls);
    }

    /** Frees what was set aside for an attempt; this very instance when that is nothing. */
    Progress release(int step, int attempt) {
        List<Reservation> left =
                reservations.stream()
                        .filter(one -> one.step() != step || one.attempt() != attempt)
                        .toList();
        return left.size() == reservations.size()
                ? this
                : new Progress(task, documents, place, sequence, usage, left, calls);
    }

    long reserved() {
        return reservations.stream().mapToLong(Reservation::microUsd).sum();
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                one.getInputTokens() + other.getInputTokens(),
                one.getOutputTokens() + other.getOutputTokens(),
                one.getCostMicroUsd() + other.getCostMicroUsd(),
                one.getCachedInputTokens() + other.getCachedInputTokens());
    }
}
