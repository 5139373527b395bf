package dev.millrace.quickstart.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.apikeys.SecretPlace;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.gateway.FakeGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KeysCommandTest {

    private static final String KEY = "mr_abcdefghij_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String STORED =
            """
            {"id":"abcdefghij","name":"ci","tenant":"acme","user":"","roles":["submitter","viewer"],
            "state":"active","createdAt":"2026-11-21T08:00:00Z","createdBy":"olga","expiresAt":null,
            "revokedAt":null,"replacedBy":null""";

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();
    @AutoClose private final FakeGateway gateway = new FakeGateway();

    @Test
    void aNewKeyIsShownOnALineOfItsOwn() {
        gateway.replying(201, STORED + ",\"key\":\"" + KEY + "\"}");

        assertThat(
                        keys(
                                "create",
                                "--roles",
                                "viewer,submitter",
                                "--name",
                                "ci",
                                "--tenant",
                                "acme",
                                "--expires-in",
                                "90d"))
                .isZero();

        assertThat(out.toString().lines()).contains(KEY);
        assertThat(gateway.requests())
                .containsExactly(
                        "POST /v1/keys Bearer admin-key {\"name\":\"ci\",\"tenant\":\"acme\","
                                + "\"user\":\"\",\"roles\":[\"submitter\",\"viewer\"],"
                                + "\"expiresIn\":\"PT2160H\"}");
    }

    @Test
    void keysAreListedAsATableOrAsJson() {
        gateway.replying(200, "{\"keys\":[" + STORED + "}]}");
        gateway.replying(200, "{\"keys\":[" + STORED + "}]}");

        assertThat(keys("list")).isZero();
        assertThat(out.toString())
                .containsPattern("abcdefghij active +acme +- +submitter,viewer +- +ci");
        out.getBuffer().setLength(0);
        assertThat(keys("list", "--json")).isZero();
        assertThat(out.toString()).startsWith("[{\"id\":\"abcdefghij\"");
    }

    @Test
    void keysAreRevokedAndReplaced() {
        gateway.replying(200, STORED + "}");
        gateway.replying(201, STORED + ",\"key\":\"" + KEY + "\"}");

        assertThat(keys("revoke", "abcdefghij")).isZero();
        assertThat(keys("rotate", "abcdefghij", "--grace", "0s", "--json")).isZero();

        assertThat(out.toString()).contains("abcdefghij is revoked.", KEY);
        assertThat(gateway.requests())
                .containsExactly(
                        "DELETE /v1/keys/abcdefghij Bearer admin-key",
                        "POST /v1/keys/abcdefghij/rotate Bearer admin-key {\"grace\":\"PT0S\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {} | 1 | --direct",
                "403 | {\"detail\":\"This needs one of the roles admin.\"} | 1 | roles admin",
                "404 | {\"detail\":\"There is no key x.\"} | 1 | no key",
                "422 | {\"errors\":[{\"field\":\"id\",\"message\":\"is odd\"}]} | 2 | id: is odd",
                "200 | <html> | 1 | not Millrace"
            })
    void whatIsRefusedIsExplained(int status, String body, int exitCode, String told) {
        gateway.replying(status, body);

        assertThat(keys("revoke", "abcdefghij")).isEqualTo(exitCode);
        assertThat(errors.toString()).contains(told);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "create --roles viewer --expires-in soon",
                "rotate abcdefghij --grace 1w",
                "revoke",
                "revoke ../tasks",
                "lose abcdefghij"
            })
    void whatCannotBeMeantIsUsage(String arguments) {
        assertThat(keys(arguments.split(" "))).isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void serversThatAreAwayAreToldSoon() {
        KafkaConnection kafka = new KafkaConnection("127.0.0.1:1,localhost:1", Map.of());

        assertThatThrownBy(
                        () ->
                                new KeyTopic(
                                        kafka, SchemaSettings.of(gateway.url(), Path.of("unused"))))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("Kafka does not answer at 127.0.0.1:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void anEmptySecretIsNotReplacedByAnother(String secret) {
        assertThatThrownBy(
                        () ->
                                KeysOptions.secret(
                                        Map.of(
                                                "MILLRACE_KEY_SECRET",
                                                secret,
                                                "MILLRACE_KEY_SECRET_FILE",
                                                "unused"),
                                        Path.of("home")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("MILLRACE_KEY_SECRET is set, but empty");
    }

    @Test
    void theSecretIsInTheEnvironmentOrInAFile() throws CommandFailure {
        Path home = Path.of("home");

        assertThat(KeysOptions.secret(Map.of("MILLRACE_KEY_SECRET", "a\n"), home).given())
                .isEqualTo("a");
        assertThat(KeysOptions.secret(Map.of(), home))
                .isEqualTo(new SecretPlace("", home.resolve("secrets/api-keys")));
        assertThat(KeysOptions.secret(Map.of("MILLRACE_KEY_SECRET_FILE", "other"), home))
                .isEqualTo(new SecretPlace("", Path.of("other")));
    }

    @ParameterizedTest
    @CsvSource({"90d, P90D", "12h, PT12H", "30m, PT30M", "0s, PT0S", "P1DT1H, P1DT1H"})
    void timesHaveSimpleNames(String text, String duration) {
        assertThat(new TimeConverter().convert(text)).isEqualTo(Duration.parse(duration));
    }

    private int keys(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("lose")) {
            all.addAll(List.of("--url", gateway.url(), "--key", "admin-key"));
        }
        return new CommandLine(new KeysCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(all.toArray(String[]::new));
    }
}
