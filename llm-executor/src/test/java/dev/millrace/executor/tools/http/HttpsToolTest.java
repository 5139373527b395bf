package dev.millrace.executor.tools.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.agents.HttpTool;
import dev.millrace.agents.HttpTool.Method;
import dev.millrace.agents.HttpTool.Rest;
import dev.millrace.agents.ToolLimits;
import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The connection goes to the checked address, and is the one to the named host all the same. */
@Timeout(60)
class HttpsToolTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final AtomicReference<List<SNIServerName>> asked = new AtomicReference<>();
    private HttpsServer server;
    private SSLContext tls;
    private HttpTools tools;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        tls = context(certificateFor("api.example.org", folder.resolve("keys.p12")));
        server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext(
                "/",
                exchange -> {
                    ExtendedSSLSession session =
                            (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
                    asked.set(session.getRequestedServerNames());
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write("ok".getBytes(UTF_8));
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        tools.close();
        server.stop(0);
    }

    @Test
    void theHostIsNamedAndItsCertificateIsChecked() throws Exception {
        assertThat(call("api.example.org")).isEqualTo(Returned.of("ok"));
        assertThat(asked.get())
                .singleElement()
                .satisfies(
                        name ->
                                assertThat(new String(name.getEncoded(), UTF_8))
                                        .isEqualTo("api.example.org"));
    }

    @Test
    void theCertificateOfAnotherHostIsNotTrusted() throws Exception {
        assertThat(call("bank.example.org"))
                .isEqualTo(Returned.error("tls", "The server's certificate is not to be trusted"));
        assertThat(asked.get()).isNull();
    }

    private ToolOutcome call(String host) throws Exception {
        HttpTool definition =
                new HttpTool(
                        "weather",
                        "Tells the weather",
                        Method.GET,
                        "https://" + host + ":" + server.getAddress().getPort() + "/x",
                        Map.of(),
                        "{\"type\": \"object\"}",
                        Rest.QUERY,
                        List.of(host),
                        true,
                        4_096,
                        new ToolLimits(Duration.ofSeconds(20), 4, true));
        tools =
                new HttpTools(
                        List.of(definition),
                        _ -> null,
                        _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")},
                        tls,
                        Clock.systemUTC());
        Tool tool = tools.tools().iterator().next();
        return tool.call(
                Calls.of(tool.name(), "{}", Duration.ofMinutes(1)),
                new JsonMapper().createObjectNode());
    }

    private static KeyStore certificateFor(String host, Path file) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + host,
                                "-ext",
                                "SAN=dns:" + host,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    /** Has the key of the server and trusts its certificate. */
    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
