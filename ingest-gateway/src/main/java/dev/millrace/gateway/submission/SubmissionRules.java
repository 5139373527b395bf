package dev.millrace.gateway.submission;

import dev.millrace.screening.CleanText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides whether a submission can become a task, and says everything that stands in the way. */
public final class SubmissionRules {

    private static final int MAX_DEADLINE_CHARACTERS = 64;

    /** Events carry times in milliseconds. */
    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(1);

    private final SubmissionLimits limits;

    public SubmissionRules(SubmissionLimits limits) {
        this.limits = limits;
    }

    /**
     * Checks a submission.
     *
     * @param errors what is already known to be wrong; gets what is found here
     * @return the task without its id, owner and time, or null if there are errors
     */
    public @Nullable Accepted check(Submission submission, FieldErrors errors) {
        if (errors.has(FieldErrors.WHOLE)) {
            return null;
        }
        String agent = agent(submission.agent(), errors);
        String prompt = prompt(submission.prompt(), errors);
        List<NewTask.Document> documents = documents(submission.documents(), errors);
        name("sessionId", submission.sessionId(), limits.nameCharacters(), errors);
        TaskPriority priority = priority(submission.priority(), errors);
        Duration deadline = deadline(submission.deadline(), errors);
        Long maxCost = MicroUsd.check("maxCostUsd", submission.maxCostUsd(), errors);
        metadata(submission.metadata(), errors);
        if (!errors.isEmpty()) {
            return null;
        }
        return new Accepted(
                agent,
                prompt,
                documents,
                submission.sessionId(),
                priority,
                deadline,
                maxCost,
                submission.metadata(),
                submission.conversation(),
                submission.stream() == null || submission.stream(),
                submission.request());
    }

    private String prompt(@Nullable String prompt, FieldErrors errors) {
        if (prompt == null) {
            errors.add("prompt", "is required");
            return "";
        }
        if (prompt.isBlank()) {
            errors.add("prompt", "must not be blank");
        } else {
            // Composing characters can make more of them.
            length("prompt", CleanText.of(prompt), limits.promptCharacters(), errors);
        }
        return prompt;
    }

    private String agent(@Nullable String agent, FieldErrors errors) {
        if (agent == null) {
            return limits.defaultAgent();
        }
        if (!limits.agents().contains(agent)) {
            errors.add("agent", "is unknown; known are " + new TreeSet<>(limits.agents()));
        }
        return agent;
    }

    private static TaskPriority priority(@Nullable String priority, FieldErrors errors) {
        if (priority == null) {
            return TaskPriority.NORMAL;
        }
        return TaskPriority.named(priority)
                .orElseGet(
                        () -> {
                            errors.add("priority", "must be low, normal or high");
                            return TaskPriority.NORMAL;
                        });
    }

    private @Nullable Duration deadline(@Nullable String deadline, FieldErrors errors) {
        if (deadline == null) {
            return null;
        }
        Duration duration = parse(deadline);
        if (duration == null) {
            errors.add("deadline", "must be an ISO-8601 duration such as PT5M");
        } else if (duration.compareTo(SHORTEST_DEADLINE) < 0) {
            errors.add("deadline", "must be positive, at least a millisecond");
        } else if (duration.compareTo(limits.longestDeadline()) > 0) {
            errors.add("deadline", "must be at most " + limits.longestDeadline());
        }
        return duration;
    }

    private static @Nullable Duration parse(String deadline) {
        // java.time also takes lower case and signs within, which ISO 8601 does not know.
        if (deadline.length() > MAX_DEADLINE_CHARACTERS || !deadline.matches("-?P[0-9DTHMS.,]+")) {
            return null;
        }
        try {
            return Duration.parse(deadline);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private List<NewTask.Document> documents(
            List<Submission.Document> documents, FieldErrors errors) {
        if (documents.size() > limits.documents()) {
            errors.add("documents", "must have at most " + limits.documents() + " entries");
            return List.of();
        }
        List<NewTask.Document> checked = new ArrayList<>(documents.size());
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < documents.size() && !errors.isFull(); i++) {
            checked.add(document("documents[" + i + "]", i, documents.get(i), places, errors));
        }
        return checked;
    }

    private NewTask.Document document(
            String path,
            int index,
            Submission.Document document,
            Map<String, Integer> places,
            FieldErrors errors) {
        String title = document.title() == null ? "" : document.title();
        if (errors.has(path)) {
            return new NewTask.Document("", title, "");
        }
        String id = required(path + ".id", document.id(), errors);
        if (document.id() != null) {
            name(path + ".id", id, limits.documentIdCharacters(), errors);
            Integer first = places.putIfAbsent(id, index);
            if (first != null) {
                errors.add(path + ".id", "is already the id of documents[" + first + "]");
            }
        }
        length(path + ".title", title, limits.titleCharacters(), errors);
        String text = required(path + ".text", document.text(), errors);
        return new NewTask.Document(id, title, text);
    }

    private static String required(String path, @Nullable String value, FieldErrors errors) {
        if (value == null) {
            errors.add(path, "is required");
            return "";
        }
        return value;
    }

    private void metadata(Map<String, String> metadata, FieldErrors errors) {
        if (metadata.size() > limits.metadataEntries()) {
            errors.add("metadata", "must have at most " + limits.metadataEntries() + " entries");
            return;
        }
        long bytes = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            if (entry.getKey().isBlank()) {
                errors.add("metadata", "must not have a blank key");
            }
            bytes += utf8Length(entry.getKey()) + utf8Length(entry.getValue());
        }
        if (bytes > limits.metadataBytes()) {
            errors.add("metadata", "must have at most " + limits.metadataBytes() + " bytes in all");
        }
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void name(String path, @Nullable String name, int limit, FieldErrors errors) {
        if (name == null) {
            return;
        }
        if (name.isBlank()) {
            errors.add(path, "must not be blank");
        } else if (name.chars().anyMatch(Character::isISOControl)) {
            errors.add(path, "must not have control characters");
        } else {
            if (name.length() > limit) {
                errors.add(path, "must have at most " + limit + " characters");
            }
        }
    }

    private static void length(String path, String value, int limit, FieldErrors errors) {
        if (isLonger(value, limit)) {
            errors.add(path, "must have at most " + limit + " characters");
        }
    }

    private static boolean isLonger(String value, int limit) {
        return value.length() > limit && value.codePointCount(0, value.length()) > limit;
    }

    /** A submission that keeps the rules, still without id, owner and time. */
    public record Accepted(
            String agent,
            String prompt,
            List<NewTask.Document> documents,
            @Nullable String sessionId,
            TaskPriority priority,
            @Nullable Duration deadline,
            @Nullable Long maxCostMicroUsd,
            Map<String, String> metadata,
            @Nullable Conversation conversation,
            boolean stream,
            String request) {

        /** The task that this becomes. */
        public NewTask toTask(
                String id, String tenantId, String userId, Set<String> roles, Instant now) {
            return new NewTask(
                    id,
                    tenantId,
                    userId,
                    roles,
                    agent,
                    prompt,
                    documents,
                    sessionId,
                    priority,
                    deadline == null ? null : now.plus(deadline),
                    maxCostMicroUsd,
                    metadata,
                    now,
                    conversation,
                    stream,
                    request);
        }
    }
}
