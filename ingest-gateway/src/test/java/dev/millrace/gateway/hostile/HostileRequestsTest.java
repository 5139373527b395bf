package dev.millrace.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.http.GatewayOverHttp;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.gateway.http.body-within=3s",
            "millrace.gateway.http.unread-within=1s",
            "millrace.keys[0].key=" + HostileRequestsTest.KEY,
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].user=dev",
            "millrace.keys[0].roles=submitter,viewer,operator,admin"
        })
class HostileRequestsTest {

    static final String KEY = "key-of-the-attacked";

    private static final int REQUESTS = Integer.getInteger("millrace.hostile.requests", 10_000);
    private static final long SEED = Long.getLong("millrace.hostile.seed", System.nanoTime());
    private static final int CALLERS = 16;
    private static final int PATIENCE_MS = 15_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What an answer must not tell. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "\\tat |Exception|org\\.(apache|springframework)|jakarta\\.|java\\.|" + KEY);

    @Autowired private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Value("${local.server.port}")
    private int port;

    private record Outcome(Attack attack, Duration took, Optional<String> fault) {}

    @Test
    void everyHostileRequestIsToldWhatIsWrongAndTheServiceStaysHealthy() throws Exception {
        System.out.printf("%d hostile requests, millrace.hostile.seed=%d%n", REQUESTS, SEED);
        HostileRequests requests =
                new HostileRequests(SEED, paths(RequestMethod.GET), paths(RequestMethod.POST));
        assertThat(submit().statusCode()).isEqualTo(202);
        int threadsBefore = Thread.activeCount();

        Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < REQUESTS; i++) {
                Attack attack = requests.next();
                callers.execute(() -> outcomes.add(attempt(attack)));
            }
        }
        report(outcomes, System.nanoTime() - start);

        assertThat(outcomes).hasSize(REQUESTS);
        assertThat(
                        outcomes.stream()
                                .filter(outcome -> outcome.fault().isPresent())
                                .map(outcome -> outcome.fault().get() + " <- " + outcome.attack())
                                .limit(40))
                .as("answers that are not right, seed " + SEED)
                .isEmpty();
        assertThat(outcomes.stream().filter(o -> o.took().toMillis() > 1_000).count())
                .as("answers that took over a second; a busy machine may delay a few")
                .isLessThanOrEqualTo(REQUESTS / 100);
        assertThat(submit().statusCode()).isEqualTo(202);
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(Thread.activeCount()).isLessThan(threadsBefore + CALLERS);
    }

    private Outcome attempt(Attack attack) {
        long start = System.nanoTime();
        Optional<String> fault;
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            send(attack, socket);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            fault = fault(attack, RawAnswer.read(in));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (fault.isEmpty() && attack.kind().equals("smuggled")) {
                fault = second(socket, in);
            }
            return new Outcome(attack, took, fault);
        } catch (IOException | RuntimeException e) {
            fault = Optional.of(e.toString());
        }
        return new Outcome(attack, Duration.ofNanos(System.nanoTime() - start), fault);
    }

    private static void send(Attack attack, Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(attack.bytes());
            byte[] chunk =
                    ("2000\r\n" + " ".repeat(0x2000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (long rest = attack.filler(); rest > 0; rest -= 0x2000) {
                out.write(chunk);
            }
            if (attack.filler() > 0) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
        } catch (IOException _) {
            // Refused before everything was sent; the answer tells.
        }
    }

    /** What came behind the first answer must not be that to the smuggled request. */
    private static Optional<String> second(Socket socket, InputStream in) throws IOException {
        socket.setSoTimeout(300);
        try {
            RawAnswer second = RawAnswer.read(in);
            return second.status() / 100 == 2
                    ? Optional.of("the smuggled request was answered with " + second.status())
                    : Optional.empty();
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> fault(Attack attack, RawAnswer answer) {
        if (answer.status() < 400 || answer.status() >= 500) {
            return Optional.of("status " + answer.status() + " " + answer.body());
        }
        if (INSIDE.matcher(answer.body()).find()) {
            return Optional.of("tells too much: " + answer.body());
        }
        if (attack.kind().equals("slow") && answer.status() != 408) {
            return Optional.of("status " + answer.status() + " for a slow body");
        }
        // On a busy machine it may be too slow before it is too large.
        if (attack.kind().equals("oversized") && answer.status() != 413 && answer.status() != 408) {
            return Optional.of("status " + answer.status() + " for a body that is too large");
        }
        return isProblem(answer) ? Optional.empty() : Optional.of("no problem: " + answer);
    }

    private static boolean isProblem(RawAnswer answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            // Those who speak to the endpoints of OpenAI read OpenAI's errors.
            return body.path("error").path("message").isString()
                    || ("application/problem+json".equals(answer.headers().get("content-type"))
                            && body.path("status").asInt() == answer.status()
                            && body.path("type").asString("").startsWith("urn:millrace:problem:")
                            && body.path("detail").isString());
        } catch (JacksonException _) {
            return false;
        }
    }

    private static void report(Queue<Outcome> outcomes, long nanos) {
        long[] millis = outcomes.stream().mapToLong(o -> o.took().toMillis()).sorted().toArray();
        TreeMap<String, Integer> kinds = new TreeMap<>();
        outcomes.forEach(outcome -> kinds.merge(outcome.attack().kind(), 1, Integer::sum));
        System.out.printf(
                "%d s; answered within ms: p50 %d, p99 %d, max %d; over 1 s: %d%n%s%n",
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1],
                Arrays.stream(millis).filter(ms -> ms > 1_000).count(),
                kinds);
    }

    /** Every path there is, so that new ones are attacked as well. */
    private List<String> paths(RequestMethod method) {
        Set<String> paths = new TreeSet<>();
        for (RequestMappingInfo info : requestMappingHandlerMapping.getHandlerMethods().keySet()) {
            if (info.getMethodsCondition().getMethods().contains(method)) {
                info.getPatternValues().stream()
                        .filter(path -> path.startsWith("/v1/"))
                        .forEach(paths::add);
            }
        }
        assertThat(paths).isNotEmpty();
        return new ArrayList<>(paths);
    }

    private HttpResponse<String> submit() throws Exception {
        return send(
                HttpRequest.newBuilder(uri("/v1/tasks"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"prompt\":\"Why?\"}")));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    request.header("X-API-Key", KEY).timeout(Duration.ofSeconds(20)).build(),
                    BodyHandlers.ofString());
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
