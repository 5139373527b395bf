package dev.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final String ISSUER = "https://issuer.example";

    private final AtomicInteger questions = new AtomicInteger();
    private RSAKey key;
    private HttpServer server;
    private volatile boolean away;
    private Tokens tokens;

    @BeforeEach
    void serveTheKeys() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys",
                exchange -> {
                    questions.incrementAndGet();
                    exchange.sendResponseHeaders(away ? 500 : 200, away ? -1 : keys.length);
                    if (!away) {
                        exchange.getResponseBody().write(keys);
                    }
                    exchange.close();
                });
        server.start();
        tokens = Tokens.of(settings("tenant", "sub", "roles", "", Map.of()), identities());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aTokenTellsTenantUserAndRoles() throws Exception {
        assertThat(check(signed(claims().claim("roles", List.of("viewer", "payments")))))
                .isEqualTo(known("acme", "ann", Set.of("viewer", "payments"), false));
        assertThat(check(signed(claims().claim("roles", "viewer submitter"))))
                .isEqualTo(known("acme", "ann", Set.of("viewer", "submitter"), false));
        assertThat(check(signed(claims()))).isEqualTo(known("acme", "ann", Set.of(), false));
        assertThat(questions.get()).as("keys are kept").isEqualTo(1);
    }

    @Test
    void theNamesOfClaimsAndRolesAreSettings() throws Exception {
        tokens =
                Tokens.of(
                        settings(
                                "https://claims.example/org",
                                "preferred_username",
                                "realm_access.roles",
                                "millrace-",
                                Map.of("boss", "admin,operator")),
                        identities());

        assertThat(
                        check(
                                signed(
                                        claims().claim("https://claims.example/org", "ops")
                                                .claim("preferred_username", "olga")
                                                .claim(
                                                        "realm_access",
                                                        Map.of(
                                                                "roles",
                                                                List.of(
                                                                        "millrace-boss",
                                                                        "millrace-viewer",
                                                                        "admin"))))))
                .isEqualTo(known("ops", "olga", Set.of("admin", "operator", "viewer"), true));
    }

    @Test
    void clocksMayBeALittleApart() throws Exception {
        assertThat(check(signed(claims().expirationTime(in(-30)))))
                .isInstanceOf(Verdict.Known.class);
        assertThat(check(signed(claims().expirationTime(in(-90)))))
                .isInstanceOf(Verdict.Unknown.class);
        assertThat(check(signed(claims().notBeforeTime(in(30))))).isInstanceOf(Verdict.Known.class);
        assertThat(check(signed(claims().notBeforeTime(in(90)))))
                .isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void whatIsNotForUsOpensNothing() throws Exception {
        RSAKey other = new RSAKeyGenerator(2048).keyID("one").generate();
        String good = signed(claims());
        List<String> bad =
                List.of(
                        signed(claims().issuer("https://other.example")),
                        signed(claims().audience("another-service")),
                        signed(claims().audience((String) null)),
                        signed(claims().expirationTime(null)),
                        signed(claims().claim("tenant", null)),
                        signed(claims().claim("tenant", 5)),
                        signed(claims(), other),
                        good.substring(0, good.length() - 6) + "AAAAAA",
                        new PlainJWT(claims().build()).serialize(),
                        macOf(claims().build()),
                        "a.b.c");

        for (String token : bad) {
            assertThat(check(token)).as(token).isInstanceOf(Verdict.Unknown.class);
        }
        assertThat(tokens.check("dev-key")).isEmpty();
        assertThat(tokens.check("mr_abcdefghij_x")).isEmpty();
    }

    @Test
    void keysThatNobodyKnowsDoNotMakeTheIssuerBeAskedWithoutEnd() throws Exception {
        assertThat(check(signed(claims()))).isInstanceOf(Verdict.Known.class);
        RSAKey unknown = new RSAKeyGenerator(2048).keyID("two").generate();
        for (int i = 0; i < 50; i++) {
            assertThat(check(signed(claims(), unknown))).isInstanceOf(Verdict.Unknown.class);
        }

        assertThat(questions.get()).isLessThanOrEqualTo(3);
        assertThat(check(signed(claims()))).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void anIssuerThatIsAwayIsNotTheFaultOfTheToken() throws Exception {
        away = true;

        for (int i = 0; i < 5; i++) {
            assertThat(check(signed(claims()))).isInstanceOf(Verdict.Unavailable.class);
        }
    }

    private Verdict check(String token) {
        return tokens.check(token).orElseThrow();
    }

    private static Verdict known(
            String tenant, String user, Set<String> roles, boolean everyTenant) {
        return new Verdict.Known(new Identity(tenant, user, roles, everyTenant, ""));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(List.of("other", "millrace"))
                .subject("ann")
                .claim("tenant", "acme")
                .expirationTime(in(300));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, key);
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        claims.build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    /** Signed with the public key as if it were a secret. */
    private String macOf(JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                        claims);
        jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        return jwt.serialize();
    }

    private JwtSettings settings(
            String tenant, String user, String roles, String prefix, Map<String, String> names) {
        return new JwtSettings(
                ISSUER,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/keys",
                "millrace",
                Duration.ofSeconds(60),
                List.of("RS256"),
                Duration.ofSeconds(5),
                tenant,
                user,
                roles,
                prefix,
                names);
    }

    private static IdentitySettings identities() {
        return new IdentitySettings("", "ops", "", Path.of("unused"), 10);
    }
}
