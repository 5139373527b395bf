package dev.millrace.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** With what a running gateway lets callers in. */
final class GatewayAccess {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String KEY_VARIABLE = "MILLRACE_DEV_KEY";

    private GatewayAccess() {}

    /** A few words for people; the gateway is asked, as it alone knows whether there are keys. */
    static String hint(int port) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            URI info = URI.create("http://127.0.0.1:" + port + "/actuator/info");
            return hint(
                    http.send(
                                    HttpRequest.newBuilder(info).timeout(TIMEOUT).build(),
                                    BodyHandlers.ofString())
                            .body(),
                    System.getenv(KEY_VARIABLE) != null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return hint("", false);
        } catch (IOException _) {
            return hint("", false);
        }
    }

    /**
     * @param info what the gateway tells of itself, in JSON
     * @param renamed whether the key for development is another than the default
     */
    static String hint(String info, boolean renamed) {
        if (!isDevelopmentKeyOn(info)) {
            return "with a key, see ./millrace keys";
        }
        return renamed ? "key: that of " + KEY_VARIABLE : "key: dev-key";
    }

    private static boolean isDevelopmentKeyOn(String info) {
        try {
            return JsonMapper.shared()
                    .readTree(info)
                    .path("identity")
                    .path("developmentKey")
                    .asString("")
                    .equals("on");
        } catch (JacksonException _) {
            return false;
        }
    }
}
