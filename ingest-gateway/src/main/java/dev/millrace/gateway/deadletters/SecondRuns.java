package dev.millrace.gateway.deadletters;

import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskState;
import dev.millrace.gateway.view.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/** The events with which a failed task is run again as another one. */
final class SecondRuns {

    private static final String PREFIX = "redrive-";
    private static final int DIGEST_BYTES = 8;

    private SecondRuns() {}

    /** The id of the other task: always the same for a letter, so that it is never run twice. */
    static String taskId(LetterId letter) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(letter.toString().getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static TaskEvent submitted(String taskId, TaskAdmitted failed, Instant now) {
        return TaskEvent.newBuilder()
                .setTaskId(taskId)
                .setTenantId(failed.getTenantId())
                .setUserId(failed.getUserId())
                .setAgent(failed.getAgent().getName())
                .setSessionId(failed.getSessionId())
                .setSequence(0)
                .setKind(TaskEventKind.submitted)
                .setState(TaskState.submitted)
                .setAt(now)
                .setSubmittedAt(now)
                .setPrompt(failed.getPrompt())
                .setRedriveOf(failed.getTaskId())
                .build();
    }

    /** The request of the failed task, without its deadline, which has mostly passed. */
    static TaskRequested requested(String taskId, TaskAdmitted failed, Instant now) {
        return TaskRequested.newBuilder()
                .setPrompt(failed.getPrompt())
                .setTaskId(taskId)
                .setTenantId(failed.getTenantId())
                .setUserId(failed.getUserId())
                .setAgent(failed.getAgent().getName())
                .setDocuments(failed.getDocuments())
                .setSessionId(failed.getSessionId())
                .setPriority(failed.getPriority())
                .setDeadline(null)
                .setMaxCostMicroUsd(failed.getMaxCostMicroUsd())
                .setMetadata(failed.getMetadata())
                .setSubmittedAt(now)
                .setRoles(failed.getRoles())
                .setRedriveOf(failed.getTaskId())
                .setConversation(failed.getConversation())
                .setStream(failed.getStream())
                .build();
    }

    static TaskEvent redriven(String taskId, TaskStatus old, TaskAdmitted failed, Instant now) {
        return TaskEvent.newBuilder()
                .setTaskId(old.id())
                .setTenantId(old.tenantId())
                .setUserId(failed.getUserId())
                .setAgent(old.agent())
                .setSessionId(failed.getSessionId())
                .setSequence(old.sequence() + 1)
                .setKind(TaskEventKind.redriven)
                .setState(old.state())
                .setStep(old.step())
                .setMaxSteps(old.maxSteps())
                .setAt(now)
                .setSubmittedAt(old.createdAt())
                .setDetail("Runs again as task " + taskId + ".")
                .setRedrivenAs(taskId)
                .build();
    }
}
