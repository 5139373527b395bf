package dev.millrace.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionRulesTest {

    private static final SubmissionLimits LIMITS =
            new SubmissionLimits(
                    Set.of("default", "writer"),
                    "default",
                    10_000,
                    3,
                    20,
                    25,
                    30,
                    64,
                    100,
                    Duration.ofHours(24));

    private final SubmissionRules rules = new SubmissionRules(LIMITS);

    record Bad(String field, Draft draft) {
        @Override
        public String toString() {
            return field + " " + draft;
        }
    }

    static Stream<Bad> badSubmissions() {
        return Stream.of(
                new Bad("prompt", new Draft().prompt(null)),
                new Bad("prompt", new Draft().prompt("")),
                new Bad("prompt", new Draft().prompt(" \t\n\u2003")),
                new Bad("prompt", new Draft().prompt("x".repeat(10_001))),
                new Bad("agent", new Draft().agent("nobody")),
                new Bad("agent", new Draft().agent("")),
                new Bad("priority", new Draft().priority("urgent")),
                new Bad("priority", new Draft().priority("HIGH")),
                new Bad("deadline", new Draft().deadline("")),
                new Bad("deadline", new Draft().deadline("5m")),
                new Bad("deadline", new Draft().deadline("pt5m")),
                new Bad("deadline", new Draft().deadline("P1W")),
                new Bad("deadline", new Draft().deadline("PT0S")),
                new Bad("deadline", new Draft().deadline("-PT5M")),
                new Bad("deadline", new Draft().deadline("PT0.0009S")),
                new Bad("deadline", new Draft().deadline("PT24H0.001S")),
                new Bad("deadline", new Draft().deadline("P2D")),
                new Bad("deadline", new Draft().deadline("PT99999999999999999999H")),
                new Bad("maxCostUsd", new Draft().maxCost("-0.000001")),
                new Bad("maxCostUsd", new Draft().maxCost("-1e-999999999")),
                new Bad("maxCostUsd", new Draft().maxCost("1e999999999")),
                new Bad("sessionId", new Draft().sessionId(" ")),
                new Bad("sessionId", new Draft().sessionId("a\nb")),
                new Bad("sessionId", new Draft().sessionId("s".repeat(21))),
                new Bad("documents[0].id", new Draft().document(null, null, "text")),
                new Bad("documents[0].id", new Draft().document(" ", null, "text")),
                new Bad("documents[0].id", new Draft().document("d".repeat(26), null, "text")),
                new Bad("documents[0].text", new Draft().document("a", null, null)),
                new Bad("documents[0].title", new Draft().document("a", "t".repeat(31), "x")),
                new Bad(
                        "documents[1].id",
                        new Draft().document("a", null, "x").document("a", null, "y")),
                new Bad(
                        "documents",
                        new Draft()
                                .document("a", null, "")
                                .document("b", null, "")
                                .document("c", null, "")
                                .document("d", null, "")),
                new Bad("metadata", new Draft().metadata(" ", "x")),
                new Bad("metadata", new Draft().metadataEntries(65)),
                new Bad("metadata", new Draft().metadata("key", "\u00E9".repeat(49))));
    }

    @ParameterizedTest
    @MethodSource("badSubmissions")
    void eachBadFieldIsNamed(Bad bad) {
        FieldErrors errors = new FieldErrors();

        assertThat(rules.check(bad.draft().build(), errors)).isNull();
        assertThat(errors.asList()).extracting(FieldError::field).containsExactly(bad.field());
        assertThat(errors.asList()).allSatisfy(error -> assertThat(error.message()).isNotBlank());
    }

    @Test
    void allErrorsAreToldTogether() {
        FieldErrors errors = new FieldErrors();

        rules.check(new Draft().prompt("").agent("x").deadline("x").maxCost("-1").build(), errors);

        assertThat(errors.asList())
                .extracting(FieldError::field)
                .containsExactly("agent", "prompt", "deadline", "maxCostUsd");
    }

    @Test
    void aFieldOfWrongTypeIsNotAlsoCalledMissing() {
        FieldErrors errors = new FieldErrors();
        errors.add("prompt", "must be a string");

        rules.check(new Draft().prompt(null).build(), errors);

        assertThat(errors.asList()).containsExactly(new FieldError("prompt", "must be a string"));
    }

    @Test
    void onlyThePromptIsNeeded() {
        SubmissionRules.Accepted accepted = accepted(new Draft());

        assertThat(accepted.agent()).isEqualTo("default");
        assertThat(accepted.priority()).isEqualTo(TaskPriority.NORMAL);
        assertThat(accepted.documents()).isEmpty();
        assertThat(accepted.metadata()).isEmpty();
        assertThat(accepted.deadline()).isNull();
        assertThat(accepted.maxCostMicroUsd()).isNull();
        assertThat(accepted.sessionId()).isNull();
    }

    @Test
    void aPromptIsMeasuredInCharactersAndNotInCodeUnits() {
        assertThat(accepted(new Draft().prompt("\uD83D\uDE00".repeat(10_000))).prompt())
                .hasSize(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "P1D", "PT0.001S", "PT5M", "P0DT1H2M3S"})
    void deadlinesUpToADayAreTaken(String deadline) {
        assertThat(accepted(new Draft().deadline(deadline)).deadline())
                .isEqualTo(Duration.parse(deadline));
    }

    @Test
    void aDocumentWithoutTitleOrWithEmptyTextIsTaken() {
        assertThat(accepted(new Draft().document("a", null, "")).documents())
                .containsExactly(new NewTask.Document("a", "", ""));
    }

    @Test
    void anAcceptedSubmissionBecomesATaskOfItsOwner() {
        Instant now = Instant.parse("2026-11-21T08:00:00Z");

        NewTask task =
                accepted(new Draft().deadline("PT5M").maxCost("0.5"))
                        .toTask("id", "tenant", "user", Set.of("submitter"), now);

        assertThat(task.deadline()).isEqualTo(now.plusSeconds(300));
        assertThat(task.maxCostMicroUsd()).isEqualTo(500_000);
        assertThat(task.tenantId()).isEqualTo("tenant");
        assertThat(task.createdAt()).isEqualTo(now);
    }

    private SubmissionRules.Accepted accepted(Draft draft) {
        FieldErrors errors = new FieldErrors();
        SubmissionRules.Accepted accepted = rules.check(draft.build(), errors);
        assertThat(errors.asList()).isEmpty();
        return accepted;
    }

    /** A submission that is fine until something is changed. */
    static final class Draft {

        private final List<Submission.Document> documents = new ArrayList<>();
        private final Map<String, String> metadata = new HashMap<>();
        private String prompt = "a question";
        private String agent;
        private String sessionId;
        private String priority;
        private String deadline;
        private BigDecimal maxCost;

        Draft prompt(String value) {
            prompt = value;
            return this;
        }

        Draft agent(String value) {
            agent = value;
            return this;
        }

        Draft sessionId(String value) {
            sessionId = value;
            return this;
        }

        Draft priority(String value) {
            priority = value;
            return this;
        }

        Draft deadline(String value) {
            deadline = value;
            return this;
        }

        Draft maxCost(String value) {
            maxCost = new BigDecimal(value);
            return this;
        }

        Draft document(String id, String title, String text) {
            documents.add(new Submission.Document(id, title, text));
            return this;
        }

        Draft metadata(String key, String value) {
            metadata.put(key, value);
            return this;
        }

        Draft metadataEntries(int count) {
            for (int i = 0; i < count; i++) {
                metadata.put("k" + i, "");
            }
            return this;
        }

        Submission build() {
            return new Submission(
                    prompt, agent, documents, sessionId, priority, deadline, maxCost, metadata,
                    null, null, "");
        }

        @Override
        public String toString() {
            String all = build().toString();
            return all.length() <= 120 ? all : all.substring(0, 120);
        }
    }
}
