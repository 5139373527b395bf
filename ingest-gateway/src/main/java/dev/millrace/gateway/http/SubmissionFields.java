package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.Submission;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one submission, taken one after the other. Used by one thread. */
final class SubmissionFields {

    private final JsonFields fields;
    private final List<Submission.Document> documents = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private @Nullable String prompt;
    private @Nullable String agent;
    private @Nullable String sessionId;
    private @Nullable String priority;
    private @Nullable String deadline;
    private @Nullable BigDecimal maxCostUsd;
    private @Nullable Boolean stream;

    SubmissionFields(JsonFields fields) {
        this.fields = fields;
    }

    /** Reads the object that the parser stands on. */
    Submission read() {
        if (fields.isNull()) {
            fields.errors().add(FieldErrors.WHOLE, "must be an object");
        }
        fields.object(FieldErrors.WHOLE, this::member);
        return new Submission(
                prompt,
                agent,
                documents,
                sessionId,
                priority,
                deadline,
                maxCostUsd,
                metadata,
                null,
                stream,
                "");
    }

    private void member(String name) {
        switch (name) {
            case "prompt" -> prompt = fields.string(name);
            case "agent" -> agent = fields.string(name);
            case "documents" -> fields.array(name, index -> document("documents[" + index + "]"));
            case "sessionId" -> sessionId = fields.string(name);
            case "priority" -> priority = fields.string(name);
            case "deadline" -> deadline = fields.string(name);
            case "maxCostUsd" -> maxCostUsd = fields.number(name);
            case "stream" -> stream = fields.bool(name);
            case "metadata" -> fields.object(name, this::metadataEntry);
            default -> fields.unknown(name);
        }
    }

    private void document(String path) {
        if (fields.errors().isFull()) {
            fields.skip();
            return;
        }
        DocumentFields document = new DocumentFields(path);
        if (fields.isNull()) {
            fields.errors().add(path, "must be an object");
        }
        fields.object(path, document::member);
        documents.add(new Submission.Document(document.id, document.title, document.text));
    }

    private void metadataEntry(String key) {
        String path = "metadata." + key;
        if (fields.isNull()) {
            fields.errors().add(path, "must be a string");
        }
        String value = fields.string(path);
        if (value != null) {
            metadata.put(key, value);
        }
    }

    private final class DocumentFields {

        private final String path;
        private @Nullable String id;
        private @Nullable String title;
        private @Nullable String text;

        private DocumentFields(String path) {
            this.path = path;
        }

        private void member(String name) {
            String member = path + "." + name;
            switch (name) {
                case "id" -> id = fields.string(member);
                case "title" -> title = fields.string(member);
                case "text" -> text = fields.string(member);
                default -> fields.unknown(member);
            }
        }
    }
}
