package dev.millrace.gateway.openai;

import jakarta.servlet.http.HttpServletRequest;
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

    /**
     * The id in the path of a request.
     *
     * @param id what Spring has found there: without what comes behind a semicolon, which makes it
     *     another id
     */
    static String inPath(HttpServletRequest request, String id) {
        int semicolon = request.getRequestURI().indexOf(';');
        return semicolon < 0 ? id : id + request.getRequestURI().substring(semicolon);
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
