package dev.millrace.gateway.openai;

import java.util.Optional;

/** The names that tasks have as answers of these endpoints. */
final class Ids {

    private static final String RESPONSE = "resp_";

    private Ids() {}

    static String response(String taskId) {
        return RESPONSE + taskId;
    }

    static String chat(String taskId) {
        return "chatcmpl-" + taskId;
    }

    /** The words of a step. */
    static String message(String taskId, int step) {
        return "msg_" + taskId + "_" + step;
    }

    static String functionCall(String taskId, int index) {
        return "fc_" + taskId + "_" + index;
    }

    /** The task of a response, if that can be one. */
    static Optional<String> taskOfResponse(String responseId) {
        return responseId.startsWith(RESPONSE) && responseId.length() > RESPONSE.length()
                ? Optional.of(responseId.substring(RESPONSE.length()))
                : Optional.empty();
    }
}
