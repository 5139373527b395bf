package dev.millrace.streams.admission;

import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.screening.Findings;
import dev.millrace.screening.ScreeningPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a request: a pure function of the request, the time, the settings and the rules.
 */
final class Admission {

    static final String VALIDATION = "validation";
    private static final String INTERNAL = "internal";

    /** Admission's event follows the gateway's, which is 0. */
    private static final long SEQUENCE = 1;

    private final RequestCheck check;
    private final List<AdmissionRule> rules;
    private final RequestScreening screening = new RequestScreening();
    private final int maxPromptCharacters;
    private final Agents agents;

    Admission(AdmissionSettings settings, Agents agents, List<AdmissionRule> rules) {
        this.check = new RequestCheck(settings, agents);
        this.rules = List.copyOf(rules);
        this.maxPromptCharacters = settings.maxPromptCharacters();
        this.agents = agents;
    }

    /** The id of the task: the request's own, or one made of the place where it was found. */
    static String taskId(FoundRequest found) {
        String id = found.request().getTaskId();
        return id != null && RequestCheck.namesUsableId(found.request())
                ? id
                : found.origin().taskId();
    }

    /** Admits or rejects a request. */
    Verdict decide(FoundRequest found, Instant now) {
        // What is too long is not even cleaned; and what is cleaned may be longer than it was.
        Optional<Verdict> invalid = invalid(found, now);
        if (invalid.isPresent()) {
            return invalid.get();
        }
        FoundRequest clean =
                new FoundRequest(
                        found.origin(), found.tenantId(), CleanRequests.of(found.request()));
        if (clean.request().getPrompt().isBlank()) {
            String detail = "prompt: has nothing but control characters";
            return rejected(found, now, VALIDATION, "The request is not valid", detail);
        }
        return invalid(clean, now).orElseGet(() -> decideClean(clean, now));
    }

    private Optional<Verdict> invalid(FoundRequest found, Instant now) {
        List<Problem> problems =
                check.problems(found.request(), found.tenantId(), statedSubmission(found), now);
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        rejected(
                                found,
                                now,
                                VALIDATION,
                                "The request is not valid",
                                problems.stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("; "))));
    }

    private Verdict decideClean(FoundRequest found, Instant now) {
        ScreeningPolicy policy = agents.screening(found.request().getAgent());
        Findings findings = screening.screen(found.request(), policy);
        if (!findings.hits().isEmpty() && policy.action() == ScreeningPolicy.Action.REJECT) {
            return rejected(found, now, RequestScreening.error(findings), findings.rules());
        }
        TaskAdmitted task = task(found, now, findings.rules());
        for (AdmissionRule rule : rules) {
            Optional<TaskError> objection = rule.objectionTo(task);
            if (objection.isPresent()) {
                return rejected(found, now, objection.get(), findings.rules());
            }
        }
        TaskEvent event =
                event(found, now, TaskEventKind.admitted, TaskState.submitted)
                        .setMaxSteps(task.getAgent().getMaxSteps())
                        .setPrompt(task.getPrompt())
                        .setMetadata(task.getMetadata())
                        .setFlags(task.getFlags())
                        .build();
        return new Verdict.Admitted(event, task);
    }

    /** Turns away a request that would be too large as a task. */
    Verdict.Rejected tooLarge(FoundRequest found, Instant now, int bytes, int maxBytes) {
        return rejected(
                found,
                now,
                VALIDATION,
                "The request is too large",
                "documents: the task has "
                        + bytes
                        + " bytes but may have at most "
                        + maxBytes
                        + "; send less text");
    }

    /** Turns away a request on which admission itself failed. */
    Verdict.Rejected failed(FoundRequest found, Instant now, RuntimeException reason) {
        return rejected(
                found,
                now,
                INTERNAL,
                "The request could not be processed",
                RequestCheck.quoted(reason.toString()));
    }

    private TaskAdmitted task(FoundRequest found, Instant now, List<String> flags) {
        TaskRequested request = found.request();
        String agent = request.getAgent();
        List<String> roles = Agents.effective(request.getRoles());
        Instant deadline = request.getDeadline();
        return TaskAdmitted.newBuilder()
                .setTaskId(taskId(found))
                .setTenantId(found.tenantId())
                .setUserId(request.getUserId())
                .setAgent(agents.snapshot(agent, roles))
                .setPrompt(request.getPrompt())
                .setDocuments(request.getDocuments())
                .setSessionId(request.getSessionId())
                .setPriority(request.getPriority())
                .setDeadline(deadline != null ? deadline : now.plus(agents.deadline(agent)))
                .setMaxCostMicroUsd(request.getMaxCostMicroUsd())
                .setMetadata(request.getMetadata())
                .setSubmittedAt(submittedAt(found, now))
                .setAdmittedAt(now)
                .setSequence(SEQUENCE)
                .setRoles(roles)
                .setRedriveOf(request.getRedriveOf())
                .setConversation(request.getConversation())
                .setStream(request.getStream())
                .setFlags(flags)
                .build();
    }

    private Verdict.Rejected rejected(
            FoundRequest found, Instant now, String type, String title, String detail) {
        return rejected(
                found,
                now,
                TaskError.newBuilder().setType(type).setTitle(title).setDetail(detail).build(),
                List.of());
    }

    private Verdict.Rejected rejected(
            FoundRequest found, Instant now, TaskError error, List<String> flags) {
        TaskRequested request = found.request();
        TaskEvent event =
                event(found, now, TaskEventKind.rejected, TaskState.rejected)
                        .setError(error)
                        .setDetail(error.getTitle())
                        .setFlags(flags)
                        .build();
        TaskResult result =
                TaskResult.newBuilder()
                        .setTaskId(event.getTaskId())
                        .setTenantId(event.getTenantId())
                        .setAgent(event.getAgent())
                        .setState(TaskState.rejected)
                        .setError(error)
                        .setSequence(SEQUENCE)
                        .setSubmittedAt(event.getSubmittedAt())
                        .setCompletedAt(now)
                        .setMetadata(
                                check.isMetadataSmall(request.getMetadata())
                                        ? request.getMetadata()
                                        : Map.of())
                        .setUserId(event.getUserId())
                        .setSessionId(event.getSessionId())
                        .setPrompt(RequestCheck.shortened(request.getPrompt(), maxPromptCharacters))
                        .setRedriveOf(event.getRedriveOf())
                        .setFlags(flags)
                        .build();
        return new Verdict.Rejected(event, result);
    }

    private static TaskEvent.Builder event(
            FoundRequest found, Instant now, TaskEventKind kind, TaskState state) {
        TaskRequested request = found.request();
        String session = request.getSessionId();
        return TaskEvent.newBuilder()
                .setTaskId(taskId(found))
                .setTenantId(name(found.tenantId()))
                .setUserId(name(request.getUserId()))
                .setAgent(name(request.getAgent()))
                .setSessionId(session == null ? null : name(session))
                .setSequence(SEQUENCE)
                .setKind(kind)
                .setState(state)
                .setAt(now)
                .setSubmittedAt(submittedAt(found, now))
                .setRedriveOf(origin(request));
    }

    /** The task that this one is another run of, unless it is no task's id. */
    private static @Nullable String origin(TaskRequested request) {
        String origin = request.getRedriveOf();
        return origin != null && RequestCheck.isUsableId(origin) ? origin : null;
    }

    private static Instant statedSubmission(FoundRequest found) {
        Instant stated = found.request().getSubmittedAt();
        return stated.toEpochMilli() == 0 ? found.origin().recordedAt() : stated;
    }

    /** A clock that is ahead of ours must not make durations negative. */
    private static Instant submittedAt(FoundRequest found, Instant now) {
        Instant stated = statedSubmission(found);
        return stated.isAfter(now) ? now : stated;
    }

    private static String name(String value) {
        return RequestCheck.shortened(value, RequestCheck.MAX_NAME_CHARACTERS);
    }
}
