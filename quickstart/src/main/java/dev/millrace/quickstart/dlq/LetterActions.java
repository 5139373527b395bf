package dev.millrace.quickstart.dlq;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Does the same with several dead letters, one after the other. */
final class LetterActions {

    private LetterActions() {}

    /**
     * Does it; a letter that is refused does not keep the others from it.
     *
     * @param action the last part of the path
     * @param told what is said of a letter that it was done with
     */
    static int each(
            GatewayOptions gateway,
            List<String> ids,
            String action,
            boolean json,
            Function<JsonNode, String> told)
            throws InterruptedException {
        List<String> paths = ids.stream().map(id -> Ids.path(gateway, id)).toList();
        ArrayNode done = JsonMapper.shared().createArrayNode();
        int exitCode = 0;
        for (String path : paths) {
            int one =
                    gateway.run(
                            client -> {
                                JsonNode letter = client.post(path + "/" + action);
                                done.add(letter);
                                if (!json) {
                                    gateway.out(told.apply(letter));
                                }
                                return 0;
                            });
            exitCode = Math.max(exitCode, one);
        }
        if (json) {
            gateway.out(done.toString());
        }
        return exitCode;
    }
}
