package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.deadletters.LettersInMemory;
import dev.millrace.gateway.http.HttpFakes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@Timeout(120)
class TlsIT {

    /** Longer than changed files rest before they are read. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;

    @Test
    void aNewCertificateIsShownWithoutARestart() throws Exception {
        putCertificate("first");
        try (ConfigurableApplicationContext gateway = start()) {
            int port = gateway.getEnvironment().getRequiredProperty("local.server.port", int.class);
            HttpResponse<String> answer = get(port);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(subject(answer)).isEqualTo("CN=first");

            String certificate = Files.readString(folder.resolve("certificate.pem"));
            putCertificate("second");
            String fitting = Files.readString(folder.resolve("certificate.pem"));
            replace("certificate.pem", certificate);
            await().during(QUIET)
                    .atMost(QUIET.multipliedBy(4))
                    .until(() -> subject(get(port)).equals("CN=first"));

            replace("certificate.pem", fitting);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> subject(get(port)).equals("CN=second"));
        }
    }

    /** As infra/k8s/components/tls and docs/operations/keys.md have it. */
    @Test
    void probesAndMeasurementsHaveAPlainPortOfTheirOwn() throws Exception {
        putCertificate("first");
        try (ConfigurableApplicationContext gateway =
                start(
                        "--management.server.port=0",
                        "--management.server.ssl.enabled=false",
                        "--millrace.gateway.access.open-metrics=false")) {
            String port = gateway.getEnvironment().getRequiredProperty("local.management.port");
            try (HttpClient http = HttpClient.newHttpClient()) {
                for (String path : List.of("health/liveness", "health/readiness", "prometheus")) {
                    URI uri = URI.create("http://localhost:" + port + "/actuator/" + path);
                    assertThat(
                                    http.send(
                                                    HttpRequest.newBuilder(uri).build(),
                                                    BodyHandlers.ofString())
                                            .statusCode())
                            .as(path)
                            .isEqualTo(200);
                }
            }
            int tls = gateway.getEnvironment().getRequiredProperty("local.server.port", int.class);
            assertThat(get(tls).statusCode()).isEqualTo(200);
        }
    }

    private ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application =
                new SpringApplicationBuilder(
                                GatewayApplication.class, HttpFakes.class, LettersInMemory.class)
                        .profiles("tls")
                        .build();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "--server.port=0",
                        "--MILLRACE_TLS_CERTIFICATE=" + folder.resolve("certificate.pem"),
                        "--MILLRACE_TLS_KEY=" + folder.resolve("key.pem"),
                        "--millrace.event-runtime.enabled=false",
                        "--millrace.gateway.view.enabled=false",
                        "--millrace.gateway.publishing.enabled=false",
                        "--millrace.gateway.dead-letters.enabled=false",
                        "--management.endpoint.health.group.readiness.include=readinessState"));
        return application.run(all.toArray(String[]::new));
    }

    /** A new connection each time, as a certificate is shown at its beginning. */
    private static HttpResponse<String> get(int port) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustAll()}, null);
        try (HttpClient http = HttpClient.newBuilder().sslContext(trusting).build()) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://localhost:" + port + "/openapi.yaml"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static String subject(HttpResponse<String> answer) throws IOException {
        X509Certificate certificate =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private void putCertificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        "gateway",
                                        "-keyalg",
                                        "EC",
                                        "-dname",
                                        "CN=" + name,
                                        "-ext",
                                        "san=dns:localhost",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        store.toString(),
                                        "-storepass",
                                        PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Key key = keys.getKey("gateway", PASSWORD.toCharArray());
        replace("key.pem", pem("PRIVATE KEY", key.getEncoded()));
        replace("certificate.pem", pem("CERTIFICATE", keys.getCertificate("gateway").getEncoded()));
    }

    private void replace(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
    }

    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
