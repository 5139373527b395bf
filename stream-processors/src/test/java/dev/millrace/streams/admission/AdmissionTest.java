package dev.millrace.streams.admission;

import static dev.millrace.streams.admission.Requests.agents;
import static dev.millrace.streams.admission.Requests.found;
import static dev.millrace.streams.admission.Requests.request;
import static dev.millrace.streams.admission.Requests.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.Document;
import dev.millrace.Priority;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.streams.runtime.TopologyDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTest {

    private static final Instant NOW = TopologyDriver.START.plusSeconds(2);

    private final Admission admission = new Admission(settings(), agents(), List.of());

    @BeforeAll
    static void trustEvents() {
        TrustedAvroClasses.install();
    }

    static List<Arguments> invalidRequests() {
        TrustedAvroClasses.install();
        return List.of(
                arguments("prompt", request().setPrompt("")),
                arguments("prompt", request().setPrompt(" \n\t")),
                arguments("prompt", request().setPrompt("x".repeat(10_001))),
                arguments("taskId", request().setTaskId("no spaces")),
                arguments("taskId", request().setTaskId("a/b")),
                arguments("taskId", request().setTaskId("x".repeat(201))),
                arguments("agent", request().setAgent("unknown")),
                arguments("tenantId", request().setTenantId("x".repeat(257))),
                arguments("userId", request().setUserId("x".repeat(257))),
                arguments("sessionId", request().setSessionId("x".repeat(257))),
                arguments("documents[1].id", request().setDocuments(documents("a", " "))),
                arguments("documents[2].id", request().setDocuments(documents("a", "b", "a"))),
                arguments("documents[0].id", request().setDocuments(documents("x".repeat(513)))),
                arguments("metadata", request().setMetadata(entries(65))),
                arguments("metadata", request().setMetadata(Map.of("k", "x".repeat(70_000)))),
                arguments("deadline", request().setDeadline(TopologyDriver.START)),
                arguments(
                        "deadline",
                        request().setDeadline(NOW.plus(Duration.ofHours(24)).plusMillis(1))),
                arguments("maxCostMicroUsd", request().setMaxCostMicroUsd(-1L)),
                arguments("roles", request().setRoles(Collections.nCopies(65, "role"))),
                arguments("roles[1]", request().setRoles(List.of("a", " "))),
                arguments("roles[0]", request().setRoles(List.of("x".repeat(257)))),
                arguments("redriveOf", request().setRedriveOf("no spaces")),
                arguments("redriveOf", request().setRedriveOf("")),
                arguments("redriveOf", request().setRedriveOf("x".repeat(201))),
                arguments("redriveOf", request().setTaskId("t1").setRedriveOf("t1")));
    }

    @ParameterizedTest
    @MethodSource("invalidRequests")
    void anInvalidRequestIsRejectedWithTheNameOfTheField(
            String field, TaskRequested.Builder request) {
        Verdict verdict = admission.decide(found(request.build()), NOW);

        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        TaskResult result = ((Verdict.Rejected) verdict).result();
        assertThat(result.getState()).isEqualTo(TaskState.rejected);
        assertThat(result.getSequence()).isEqualTo(1);
        assertThat(result.getError().getType()).isEqualTo("validation");
        assertThat(result.getError().getDetail()).startsWith(field + ": ");
        assertThat(verdict.event().getState()).isEqualTo(TaskState.rejected);
        assertThat(verdict.event().getKind()).isEqualTo(TaskEventKind.rejected);
        assertThat(verdict.event().getError()).isEqualTo(result.getError());
    }

    static List<TaskRequested.Builder> validRequests() {
        TrustedAvroClasses.install();
        return List.of(
                request(),
                request().setTenantId(""),
                request().setTaskId("550e8400-e29b-41d4-a716-446655440000"),
                request().setTaskId("order:17@shop_1.x~y+z="),
                request().setTaskId(" "),
                request().setPrompt("x".repeat(10_000)),
                request().setPrompt("😀".repeat(10_000)),
                request().setDocuments(documents("a", "b")),
                request().setMetadata(entries(64)),
                request().setMaxCostMicroUsd(0L),
                request().setRoles(Collections.nCopies(64, "role")),
                request().setTaskId("t2").setRedriveOf("t1"),
                request().setDeadline(TopologyDriver.START.plus(Duration.ofHours(24))),
                request().setDeadline(TopologyDriver.START.plusMillis(1)));
    }

    @ParameterizedTest
    @MethodSource("validRequests")
    void aValidRequestIsAdmitted(TaskRequested.Builder request) {
        assertThat(admission.decide(found(request.build()), NOW))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aTaskKeepsWhatTheRequestSays() {
        TaskRequested request =
                request()
                        .setTaskId("t1")
                        .setUserId("u")
                        .setSessionId("s")
                        .setPriority(Priority.high)
                        .setDocuments(documents("a"))
                        .setMetadata(Map.of("k", "v"))
                        .setMaxCostMicroUsd(5L)
                        .setDeadline(NOW.plusSeconds(9))
                        .build();

        TaskAdmitted task = admitted(request);
        TaskEvent event = admission.decide(found(request), NOW).event();

        assertThat(task.getTaskId()).isEqualTo("t1");
        assertThat(task.getTenantId()).isEqualTo("acme");
        assertThat(task.getUserId()).isEqualTo("u");
        assertThat(task.getSessionId()).isEqualTo("s");
        assertThat(task.getPriority()).isEqualTo(Priority.high);
        assertThat(task.getDocuments()).isEqualTo(request.getDocuments());
        assertThat(task.getMetadata()).isEqualTo(request.getMetadata());
        assertThat(task.getMaxCostMicroUsd()).isEqualTo(5);
        assertThat(task.getDeadline()).isEqualTo(NOW.plusSeconds(9));
        assertThat(task.getSubmittedAt()).isEqualTo(TopologyDriver.START);
        assertThat(task.getAdmittedAt()).isEqualTo(NOW);
        assertThat(task.getSequence()).isEqualTo(1);
        assertThat(event.getSequence()).isEqualTo(1);
        assertThat(event.getKind()).isEqualTo(TaskEventKind.admitted);
        assertThat(event.getState()).isEqualTo(TaskState.submitted);
        assertThat(event.getPrompt()).isEqualTo(request.getPrompt());
    }

    @Test
    void whatARequestLeavesOpenIsFilledIn() {
        TaskAdmitted task =
                admitted(request().setTenantId("").setSubmittedAt(Instant.EPOCH).build());

        assertThat(task.getTaskId()).isEqualTo("agents.tasks.requested-2-41");
        assertThat(task.getTenantId()).isEqualTo("dev");
        assertThat(task.getSubmittedAt()).isEqualTo(TopologyDriver.START.plusSeconds(1));
        assertThat(task.getDeadline()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        assertThat(task.getAgent().getName()).isEqualTo("default");
        assertThat(task.getAgent().getMaxSteps()).isEqualTo(10);
        assertThat(task.getAgent().getRetrievalPassages()).isEqualTo(8);
        assertThat(task.getAgent().getContextTokens()).isEqualTo(2_000);
        assertThat(task.getAgent().getHash()).hasSize(16);
    }

    @Test
    void anUnusableTaskIdIsReplacedInTheAnswerAndQuoted() {
        Verdict verdict = admission.decide(found(request().setTaskId("a b").build()), NOW);

        TaskResult result = ((Verdict.Rejected) verdict).result();
        assertThat(result.getTaskId()).isEqualTo("agents.tasks.requested-2-41");
        assertThat(result.getError().getDetail()).contains("'a b'");
    }

    @Test
    void aRejectionIsSmallHoweverLargeTheRequest() throws Exception {
        TaskRequested request =
                request()
                        .setPrompt("x".repeat(3_000_000))
                        .setAgent("a".repeat(1_000_000))
                        .setUserId("u".repeat(1_000_000))
                        .setSessionId("s".repeat(1_000_000))
                        .setTenantId("t".repeat(1_000_000))
                        .setTaskId("i".repeat(1_000_000))
                        .setMetadata(Map.of("k", "m".repeat(1_000_000)))
                        .setRoles(List.of("r".repeat(1_000_000)))
                        .setRedriveOf("o".repeat(1_000_000))
                        .build();

        Verdict.Rejected rejected = (Verdict.Rejected) admission.decide(found(request), NOW);

        assertThat(rejected.result().toByteBuffer().remaining()).isLessThan(20_000);
        assertThat(rejected.event().toByteBuffer().remaining()).isLessThan(20_000);
        assertThat(rejected.result().getPrompt()).hasSize(10_000);
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        Verdict verdict =
                admission.decide(
                        found(
                                request()
                                        .setPrompt("")
                                        .setAgent("x")
                                        .setUserId("u".repeat(300))
                                        .build()),
                        NOW);

        assertThat(((Verdict.Rejected) verdict).result().getError().getDetail())
                .contains("prompt: ", "agent: there is no agent 'x'; there is default", "userId: ");
    }

    @Test
    void aDeadlineThatPassedWhileTheRequestWaitedIsNoMistake() {
        Instant later = NOW.plus(Duration.ofHours(3));
        TaskRequested request = request().setDeadline(NOW.plusSeconds(5)).build();

        assertThat(admission.decide(found(request), later)).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aRequestFromTheFutureCountsAsMadeNow() {
        TaskAdmitted task = admitted(request().setSubmittedAt(NOW.plusSeconds(60)).build());

        assertThat(task.getSubmittedAt()).isEqualTo(NOW);
    }

    @Test
    void theFirstObjectionOfARuleDecides() {
        TaskError budget = TaskError.newBuilder().setType("budget").setTitle("Too dear").build();
        TaskError quota = TaskError.newBuilder().setType("quota").build();
        Admission strict =
                new Admission(
                        settings(),
                        agents(),
                        List.of(
                                _ -> Optional.empty(),
                                _ -> Optional.of(budget),
                                _ -> Optional.of(quota)));

        Verdict verdict = strict.decide(found(request().build()), NOW);

        assertThat(((Verdict.Rejected) verdict).result().getError()).isEqualTo(budget);
    }

    @Test
    void rolesAndTheTaskThatIsRunAgainGoOn() {
        TaskRequested request =
                request()
                        .setTaskId("redrive-0123456789abcdef")
                        .setRoles(List.of("viewer", "operator"))
                        .setRedriveOf("t1")
                        .build();

        Verdict.Admitted verdict = (Verdict.Admitted) admission.decide(found(request), NOW);

        assertThat(verdict.task().getRoles()).containsExactly("viewer", "operator");
        assertThat(verdict.task().getRedriveOf()).isEqualTo("t1");
        assertThat(verdict.event().getRedriveOf()).isEqualTo("t1");
    }

    @Test
    void aCallerWithoutRolesIsASubmitter() {
        assertThat(admitted(request().build()).getRoles()).containsExactly("submitter");
        assertThat(admitted(request().build()).getRedriveOf()).isNull();
    }

    @Test
    void aRejectionNamesTheTaskThatIsRunAgain() {
        Verdict.Rejected verdict =
                (Verdict.Rejected)
                        admission.decide(
                                found(request().setPrompt("").setRedriveOf("t1").build()), NOW);

        assertThat(verdict.result().getRedriveOf()).isEqualTo("t1");
        assertThat(verdict.event().getRedriveOf()).isEqualTo("t1");
    }

    private TaskAdmitted admitted(TaskRequested request) {
        return ((Verdict.Admitted) admission.decide(found(request), NOW)).task();
    }

    private static List<Document> documents(String... ids) {
        return java.util.Arrays.stream(ids).map(id -> new Document(id, "", "Text.")).toList();
    }

    private static Map<String, String> entries(int count) {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("k" + i, "v");
        }
        return entries;
    }
}
