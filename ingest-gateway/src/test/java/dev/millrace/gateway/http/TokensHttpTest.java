package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.gateway.submission.NewTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A gateway whose callers have tokens of an issuer. */
@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.identity.jwt.issuer=" + TokensHttpTest.ISSUER,
            "millrace.identity.jwt.audience=millrace"
        })
class TokensHttpTest {

    static final String ISSUER = "https://issuer.example";

    private static final RSAKey KEY = newKey();
    private static final HttpServer SERVER = serve(KEY);

    @Autowired private FakeSubmissions submissions;

    @Autowired private HttpCaller http;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add(
                "millrace.identity.jwt.jwks-uri",
                () -> "http://127.0.0.1:" + SERVER.getAddress().getPort() + "/keys");
    }

    @AfterAll
    static void stop() {
        SERVER.stop(0);
    }

    @Test
    void aTokenHandsInATaskOfItsTenantAndUser() throws Exception {
        String token = token(KEY, "submitter", 300);

        assertThat(submit("Authorization", "Bearer " + token).statusCode()).isEqualTo(202);
        assertThat(submit("X-API-Key", token).statusCode()).isEqualTo(202);

        NewTask task = submissions.tasks().getLast();
        assertThat(task.tenantId()).isEqualTo("acme");
        assertThat(task.userId()).isEqualTo("ann");
        assertThat(task.roles()).containsExactly("submitter");
    }

    @Test
    void aTokenWithoutTheRoleIsRefused() throws Exception {
        HttpResponse<String> response =
                submit("Authorization", "Bearer " + token(KEY, "operator", 300));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("insufficient_scope");
    }

    @Test
    void aTokenThatIsOverOrOfAnotherSignerOpensNothing() throws Exception {
        for (String bad :
                new String[] {
                    token(KEY, "submitter", -300), token(newKey(), "submitter", 300), "a.b.c"
                }) {
            HttpResponse<String> response = submit("Authorization", "Bearer " + bad);

            assertThat(response.statusCode()).as(bad).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("invalid_token");
            assertThat(response.body()).doesNotContain(bad);
        }
    }

    @Test
    void theDevelopmentKeyIsOffBecauseThereIsAnIssuer() throws Exception {
        HttpResponse<String> response = submit("Authorization", "Bearer dev-key");
        HttpResponse<String> info = http.send(http.request("/actuator/info").GET());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("development key is off");
        assertThat(info.body()).contains("\"developmentKey\":\"off\"");
    }

    private HttpResponse<String> submit(String header, String credential) throws Exception {
        return http.post(
                http.request("/v1/tasks").header(header, credential), "{\"prompt\":\"Why?\"}");
    }

    private static String token(RSAKey key, String roles, int seconds) throws Exception {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .audience("millrace")
                                .subject("ann")
                                .claim("tenant", "acme")
                                .claim("roles", roles)
                                .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                                .build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer serve(RSAKey key) {
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/keys",
                    exchange -> {
                        exchange.sendResponseHeaders(200, keys.length);
                        exchange.getResponseBody().write(keys);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
