package dev.millrace.streams.admission;

import dev.millrace.Conversation;
import dev.millrace.Document;
import dev.millrace.TaskRequested;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds what is wrong with a request: a pure function of the request, the time and the settings.
 */
final class RequestCheck {

    static final int MAX_NAME_CHARACTERS = 256;
    static final int MAX_DOCUMENT_ID_CHARACTERS = 512;

    /** More would tell nobody more. */
    private static final int MAX_PROBLEMS = 10;

    /** What fits into a header of HTTP, a path and a key of ours ({@code task#batch}). */
    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9._:@~+=-]{1,200}");

    private final AdmissionSettings settings;
    private final Agents agents;
    private final ConversationCheck conversations;

    /**
     * @param agents the agents that there are
     */
    RequestCheck(AdmissionSettings settings, Agents agents) {
        this.settings = settings;
        this.agents = agents;
        this.conversations = new ConversationCheck(settings.maxPromptCharacters());
    }

    /**
     * All problems of a request, at most ten.
     *
     * @param tenantId its tenant, the default one if it names none
     * @param submittedAt when it was made
     * @param now the present time
     */
    List<Problem> problems(
            TaskRequested request, String tenantId, Instant submittedAt, Instant now) {
        List<Problem> problems = new ArrayList<>();
        checkPrompt(request.getPrompt(), problems);
        checkNames(request, tenantId, problems);
        checkRoles(request.getRoles(), problems);
        checkOrigin(request, problems);
        checkDocuments(request.getDocuments(), problems);
        checkMetadata(request.getMetadata(), problems);
        checkDeadline(request, submittedAt, now, problems);
        checkConversation(request, problems);
        Long maxCost = request.getMaxCostMicroUsd();
        if (maxCost != null && maxCost < 0) {
            problems.add(new Problem("maxCostMicroUsd", "must be at least 0 but is " + maxCost));
        }
        return problems.size() <= MAX_PROBLEMS
                ? List.copyOf(problems)
                : List.copyOf(problems.subList(0, MAX_PROBLEMS));
    }

    /** Whether a request names a task id that can be used. */
    static boolean namesUsableId(TaskRequested request) {
        String id = request.getTaskId();
        return id != null && isUsableId(id);
    }

    static boolean isUsableId(String id) {
        return TASK_ID.matcher(id).matches();
    }

    private static boolean namesId(TaskRequested request) {
        String id = request.getTaskId();
        return id != null && !id.isBlank();
    }

    private void checkPrompt(String prompt, List<Problem> problems) {
        if (prompt.isBlank()) {
            problems.add(new Problem("prompt", "must not be blank; write what the agent is asked"));
        }
        int characters = prompt.codePointCount(0, prompt.length());
        if (characters > settings.maxPromptCharacters()) {
            problems.add(
                    new Problem(
                            "prompt",
                            "may have at most "
                                    + settings.maxPromptCharacters()
                                    + " characters but has "
                                    + characters
                                    + "; send long texts as documents"));
        }
    }

    private void checkConversation(TaskRequested request, List<Problem> problems) {
        Conversation conversation = request.getConversation();
        if (conversation != null && agents.names().contains(request.getAgent())) {
            List<String> roles = Agents.effective(request.getRoles());
            List<String> tools = agents.snapshot(request.getAgent(), roles).getTools();
            conversations.check(conversation, tools, problems);
        }
    }

    private void checkNames(TaskRequested request, String tenantId, List<Problem> problems) {
        if (namesId(request) && !namesUsableId(request)) {
            problems.add(
                    new Problem(
                            "taskId",
                            "may have at most 200 letters, digits and . _ : @ ~ + = -"
                                    + " but is "
                                    + quoted(String.valueOf(request.getTaskId()))));
        }
        if (!agents.names().contains(request.getAgent())) {
            problems.add(
                    new Problem(
                            "agent",
                            "there is no agent "
                                    + quoted(request.getAgent())
                                    + "; there is "
                                    + agents.names().stream()
                                            .sorted()
                                            .limit(MAX_PROBLEMS)
                                            .collect(Collectors.joining(", "))));
        }
        checkLength("tenantId", tenantId, MAX_NAME_CHARACTERS, problems);
        checkLength("userId", request.getUserId(), MAX_NAME_CHARACTERS, problems);
        String session = request.getSessionId();
        if (session != null) {
            checkLength("sessionId", session, MAX_NAME_CHARACTERS, problems);
        }
    }

    private void checkRoles(List<String> roles, List<Problem> problems) {
        if (roles.size() > settings.maxRoles()) {
            problems.add(
                    new Problem(
                            "roles",
                            "may have at most "
                                    + settings.maxRoles()
                                    + " entries but has "
                                    + roles.size()));
            return;
        }
        for (int i = 0; i < roles.size(); i++) {
            String field = "roles[" + i + "]";
            if (roles.get(i).isBlank()) {
                problems.add(new Problem(field, "must not be blank; name a role"));
            }
            checkLength(field, roles.get(i), MAX_NAME_CHARACTERS, problems);
        }
    }

    private static void checkOrigin(TaskRequested request, List<Problem> problems) {
        String origin = request.getRedriveOf();
        if (origin == null) {
            return;
        }
        if (!isUsableId(origin)) {
            problems.add(
                    new Problem(
                            "redriveOf",
                            "must be the id of a task, at most 200 letters, digits and"
                                    + " . _ : @ ~ + = -, but is "
                                    + quoted(origin)));
        } else if (origin.equals(request.getTaskId())) {
            problems.add(
                    new Problem(
                            "redriveOf", "must be another task than this one; choose a new id"));
        }
    }

    private static void checkLength(String field, String value, int max, List<Problem> problems) {
        if (value.length() > max) {
            problems.add(
                    new Problem(
                            field,
                            "may have at most " + max + " characters but has " + value.length()));
        }
    }

    private void checkDocuments(List<Document> documents, List<Problem> problems) {
        if (documents.size() > settings.maxDocuments()) {
            problems.add(
                    new Problem(
                            "documents",
                            "there may be at most "
                                    + settings.maxDocuments()
                                    + " but there are "
                                    + documents.size()));
            return;
        }
        Map<String, Integer> firstById = new HashMap<>();
        for (int i = 0; i < documents.size() && problems.size() < MAX_PROBLEMS; i++) {
            String id = documents.get(i).getId();
            String field = "documents[" + i + "].id";
            if (id.isBlank()) {
                problems.add(new Problem(field, "must not be blank; citations name it"));
                continue;
            }
            checkLength(field, id, MAX_DOCUMENT_ID_CHARACTERS, problems);
            Integer first = firstById.putIfAbsent(id, i);
            if (first != null) {
                problems.add(
                        new Problem(
                                field,
                                "is "
                                        + quoted(id)
                                        + " like that of documents["
                                        + first
                                        + "]; ids must differ"));
            }
        }
    }

    private void checkMetadata(Map<String, String> metadata, List<Problem> problems) {
        if (metadata.size() > settings.maxMetadataEntries()) {
            problems.add(
                    new Problem(
                            "metadata",
                            "may have at most "
                                    + settings.maxMetadataEntries()
                                    + " entries but has "
                                    + metadata.size()));
        } else if (!isMetadataSmall(metadata)) {
            problems.add(
                    new Problem(
                            "metadata",
                            "may have at most "
                                    + settings.maxMetadataSize().toBytes()
                                    + " bytes in all"));
        }
    }

    /** Whether metadata can be carried along. */
    boolean isMetadataSmall(Map<String, String> metadata) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes <= settings.maxMetadataSize().toBytes()
                && metadata.size() <= settings.maxMetadataEntries();
    }

    /**
     * A deadline that has passed while the request waited is no mistake of the caller: the task is
     * admitted and fails by its deadline.
     */
    private void checkDeadline(
            TaskRequested request, Instant submittedAt, Instant now, List<Problem> problems) {
        Instant deadline = request.getDeadline();
        if (deadline == null) {
            return;
        }
        if (!deadline.isAfter(submittedAt)) {
            problems.add(
                    new Problem(
                            "deadline",
                            "must be later than the request, which was made at "
                                    + submittedAt
                                    + ", but is "
                                    + deadline));
        }
        Instant latest =
                (submittedAt.isAfter(now) ? submittedAt : now).plus(settings.maxDeadline());
        if (deadline.isAfter(latest)) {
            problems.add(
                    new Problem(
                            "deadline",
                            "may be at most "
                                    + settings.maxDeadline()
                                    + " ahead but is "
                                    + deadline));
        }
    }

    static String shortened(String value, int codePoints) {
        return value.codePointCount(0, value.length()) <= codePoints
                ? value
                : value.substring(0, value.offsetByCodePoints(0, codePoints));
    }

    static String quoted(String value) {
        int end = Math.min(value.length(), MAX_NAME_CHARACTERS);
        return "'" + value.substring(0, end) + (end < value.length() ? "…'" : "'");
    }
}
