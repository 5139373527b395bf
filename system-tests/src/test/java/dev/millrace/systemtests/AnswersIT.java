package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a caller over HTTP gets. */
@Order(1)
class AnswersIT {

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    void aQuestionIsAnsweredWithAQuoteOfItsDocument() throws Exception {
        String text =
                "Millrace is a small place. The mill was built in 1843 by Anna Weber. It burned down in 1911.";

        JsonNode task =
                CLIENT.ask(
                        "Who built the mill?", new TaskClient.Document("history", "History", text));

        assertThat(task.get("state").asString()).isEqualTo("completed");
        JsonNode citation = task.get("result").get("citations").get(0);
        assertThat(citation.get("documentId").asString()).isEqualTo("history");
        assertThat(text).contains(citation.get("quote").asString());
        assertThat(citation.get("quote").asString()).contains("Anna Weber");
        assertThat(task.get("usage").get("inputTokens").asLong()).isPositive();
    }

    @Test
    void aQuestionThatTheDocumentDoesNotAnswerSaysSo() throws Exception {
        JsonNode task =
                CLIENT.ask(
                        "What is the boiling point of tungsten?",
                        new TaskClient.Document(
                                "history", "History", "The mill was built in 1843 by Anna Weber."));

        assertThat(task.get("state").asString()).isEqualTo("completed");
        assertThat(task.get("result").get("text").asString())
                .startsWith("The documents do not answer this question");
        assertThat(task.get("result").get("citations").size()).isZero();
    }

    @Test
    void aTaskWithoutDocumentsIsAnsweredToo() throws Exception {
        JsonNode task = CLIENT.ask("Who built the mill?");

        assertThat(task.get("state").asString()).isEqualTo("completed");
        assertThat(task.get("result").get("text").asString())
                .startsWith("The documents do not answer this question");
    }

    @Test
    void documentsWithoutTextAreNoObstacle() throws Exception {
        JsonNode task =
                CLIENT.ask("Who built the mill?", new TaskClient.Document("empty", "", "   \n "));

        assertThat(task.get("state").asString()).isIn("completed", "failed");
        assertThat(task.get("state").asString()).isEqualTo("completed");
    }

    @Test
    void theReadmeAnswersAQuestionAboutItself() throws Exception {
        String readme = Files.readString(PIPELINE.checkout().resolve("README.md"));

        JsonNode task =
                CLIENT.ask(
                        "What does ./millrace up do?",
                        new TaskClient.Document("README.md", "README", readme));

        JsonNode citation = task.get("result").get("citations").get(0);
        assertThat(collapsed(readme)).contains(collapsed(citation.get("quote").asString()));
    }

    @Test
    void aTaskIsKnownFromTheMomentItIsAccepted() throws Exception {
        for (int i = 0; i < 50; i++) {
            TaskClient.Reply accepted = CLIENT.submit("Is number " + i + " known?");
            assertThat(accepted.status()).isEqualTo(202);
            String id = accepted.json().get("id").asString();
            assertThat(accepted.response().headers().firstValue("Location"))
                    .contains("/v1/tasks/" + id);
            assertThat(CLIENT.get(id).status()).isEqualTo(200);
        }
    }

    @Test
    void badInputNamesTheField() throws Exception {
        TaskClient.Reply reply =
                CLIENT.post(
                        "{\"prompt\":\"x\",\"documents\":[{\"id\":\"a\",\"text\":\"b\"},{\"id\":\"c\"}]}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().get("errors").get(0).get("field").asString())
                .isEqualTo("documents[1].text");
        assertThat(CLIENT.ask("Does the pipeline go on?").get("state").asString())
                .isEqualTo("completed");
    }

    private static String collapsed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
