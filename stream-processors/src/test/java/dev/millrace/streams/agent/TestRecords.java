package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.Answer;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.Citation;
import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.Document;
import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.Timeout;
import dev.millrace.ToolCall;
import dev.millrace.ToolReturn;
import dev.millrace.TurnMessage;
import dev.millrace.Usage;
import dev.millrace.UserMessage;
import dev.millrace.schemas.TrustedAvroClasses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The records that come to the agent in tests. */
final class TestRecords {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration DEADLINE = Duration.ofMinutes(5);

    /** Later than the deadline, but for agents that have another one. */
    static final Duration STEP_TIMEOUT = Duration.ofMinutes(10);

    static final String PROMPT = "What turns the wheel?";

    static {
        // Builders copy default values, which Avro does only for classes that it is told to trust.
        TrustedAvroClasses.install();
    }

    private TestRecords() {}

    static TaskAdmitted.Builder task(String id) {
        return TaskAdmitted.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setUserId("ada")
                .setAgent(
                        AgentSnapshot.newBuilder()
                                .setName("default")
                                .setModel("extractive")
                                .setSystemPrompt("Be brief.")
                                .setMaxSteps(10)
                                .setStepTimeoutMs(STEP_TIMEOUT.toMillis())
                                .build())
                .setPrompt(PROMPT)
                .setSessionId("session-1")
                .setDeadline(START.plus(DEADLINE))
                .setMetadata(Map.of("ticket", "42"))
                .setSubmittedAt(START)
                .setAdmittedAt(START);
    }

    /** A task whose agent has something else than that of the others. */
    static TaskAdmitted.Builder task(String id, Consumer<AgentSnapshot.Builder> agent) {
        TaskAdmitted.Builder task = task(id);
        AgentSnapshot.Builder changed = AgentSnapshot.newBuilder(task.getAgent());
        agent.accept(changed);
        return task.setAgent(changed.build());
    }

    static TaskAdmitted.Builder taskWithTools(String id) {
        return task(id, agent -> agent.setTools(List.of("calculator", "search_documents")));
    }

    static TaskAdmitted.Builder taskWithDocument(String id) {
        return task(id).setDocuments(List.of(new Document("mill", "The mill", "Water turns it.")));
    }

    static ChunkBatchScored batch(String id, int batch, boolean last, List<ScoredChunk> chunks) {
        return batch(id, batch, last, new ScoredChunks(chunks));
    }

    static ChunkBatchScored failedBatch(String id, int batch) {
        return batch(id, batch, true, failure("embedding"));
    }

    static ChunkBatchScored batch(String id, int batch, boolean last, Object result) {
        return ChunkBatchScored.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setBatch(batch)
                .setLast(last)
                .setStartedAt(START)
                .setCompletedAt(START)
                .setResult(result)
                .build();
    }

    static ScoredChunk chunk(int index, double score) {
        return chunk(index, score, 100);
    }

    static ScoredChunk chunk(int index, double score, int tokens) {
        return new ScoredChunk(index, "mill", "The mill", "text " + index, tokens, score);
    }

    /** Batches of 16 chunks each; the score of a chunk rises with its index. */
    static List<ChunkBatchScored> batches(String id, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        batch ->
                                batch(
                                        id,
                                        batch,
                                        batch == count - 1,
                                        IntStream.range(16 * batch, 16 * batch + 16)
                                                .mapToObj(index -> chunk(index, index / 2_000.0))
                                                .toList()))
                .toList();
    }

    static StepCompleted answer(String id) {
        return step(id, 1, 1, anAnswer());
    }

    static Answer anAnswer() {
        return Answer.newBuilder()
                .setText("Water [1]")
                .setCitations(List.of(new Citation("mill", "Water turns it.", 0.9)))
                .setModel("extractive")
                .setUsage(new Usage(11L, 7L, 3L, 0L))
                .build();
    }

    static StepCompleted failedStep(String id) {
        return step(id, 1, 1, failure("http-500"));
    }

    static Failure failure(String type) {
        return new Failure(FailureClass.terminal, type, "It broke", "in two", null);
    }

    static Failure retryable(String type) {
        return new Failure(FailureClass.retryable, type, "It broke", "for now", null);
    }

    static Failure retryable(String type, Duration after) {
        return new Failure(FailureClass.retryable, type, "It broke", "for now", after.toMillis());
    }

    static StepCompleted timeout(String id) {
        return step(id, 1, 1, timeout("deadline", START.plus(DEADLINE)));
    }

    static Timeout timeout(String reason, Instant due) {
        return new Timeout(reason, due);
    }

    static StepCompleted timeout(String id, String reason, int step, int attempt) {
        return step(id, step, attempt, timeout(reason, START));
    }

    static StepCompleted toolTimeout(String id, String reason, int call, int attempt) {
        return toolStep(id, 2, call, attempt, timeout(reason, START));
    }

    /** An answer that calls tools. */
    static Answer calling(String... tools) {
        return Answer.newBuilder(anAnswer())
                .setText("I will see")
                .setCitations(List.of())
                .setToolCalls(
                        IntStream.range(0, tools.length)
                                .mapToObj(
                                        n ->
                                                new ToolCall(
                                                        "call_" + n, tools[n], "{\"n\":" + n + "}"))
                                .toList())
                .build();
    }

    /** A conversation whose caller has tools of its own. */
    static Conversation conversation(String... tools) {
        return Conversation.newBuilder()
                .setInstructions("Speak like a miller.")
                .setEarlier(List.of(new TurnMessage(new UserMessage("Good morning"))))
                .setTools(
                        Stream.of(tools)
                                .map(name -> new ClientTool(name, "Looks up.", "{}", false))
                                .toList())
                .build();
    }

    static ToolReturn returned(String content) {
        return new ToolReturn(content, false, "");
    }

    static StepCompleted toolStep(String id, int step, int call, int attempt, Object result) {
        return StepCompleted.newBuilder(step(id, step, attempt, result))
                .setKind(StepKind.tool)
                .setCall(call)
                .build();
    }

    static TaskCommand cancel(String id) {
        return TaskCommand.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setRequestedBy("ada")
                .setReason("no longer needed")
                .build();
    }

    static ChunkBatchScored retryableBatch(String id, int batch, boolean last, int attempt) {
        return failedBatch(id, batch, last, attempt, retryable("http-503"));
    }

    /** A batch that can be tried again. */
    static ChunkBatchScored failedBatch(
            String id, int batch, boolean last, int attempt, Failure failure) {
        return ChunkBatchScored.newBuilder(batch(id, batch, last, failure))
                .setAttempt(attempt)
                .setRetry(
                        ChunkBatch.newBuilder()
                                .setTaskId(id)
                                .setTenantId("dev")
                                .setBatch(batch)
                                .setLast(last)
                                .setQuery(PROMPT)
                                .setDeadline(START.plus(DEADLINE))
                                .setAttempt(attempt)
                                .build())
                .build();
    }

    static StepCompleted step(String id, int step, int attempt, Object result) {
        return StepCompleted.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setStep(step)
                .setAttempt(attempt)
                .setStartedAt(START)
                .setCompletedAt(START)
                .setResult(result)
                .build();
    }
}
