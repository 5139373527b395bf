package dev.millrace.quickstart.ask;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked.
 *
 * @param prompt the question
 * @param agent who is to answer
 * @param documents what the answer may quote
 * @param deadline how long the answer may take
 */
record Question(String prompt, String agent, List<Document> documents, Duration deadline) {

    Question {
        documents = List.copyOf(documents);
    }

    /** The body of {@code POST /v1/tasks}. */
    String toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("agent", agent).put("prompt", prompt).put("deadline", deadline.toString());
        ArrayNode array = json.putArray("documents");
        for (Document document : documents) {
            array.addObject()
                    .put("id", document.id())
                    .put("title", document.title())
                    .put("text", document.text());
        }
        return json.toString();
    }
}
