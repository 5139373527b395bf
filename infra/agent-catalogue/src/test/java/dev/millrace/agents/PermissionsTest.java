package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {

    private static final String ROLES =
            """
            roles:
              submitter: [calculator]
              reader: [search_*, files/read]
              writer: ["files/*"]
              admin: ["*"]
              nobody: []
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "submitter, calculator, true",
        "submitter, current_time, false",
        "reader, search_documents, true",
        "reader, files/read, true",
        "reader, files/write, false",
        "writer, files/write, true",
        "writer, calculator, false",
        "admin, files/anything, true",
        "admin, calculator, true",
        "nobody, calculator, false",
        "unknown, calculator, false"
    })
    void aRoleMayUseWhatItIsGiven(String role, String tool, boolean permitted) {
        assertThat(permissions().permitted(List.of(role), tool)).isEqualTo(permitted);
    }

    @Test
    void severalRolesMayDoWhatAnyOfThemMay() {
        assertThat(permissions().permitted(List.of("nobody", "writer"), "files/x")).isTrue();
    }

    @Test
    void aCallerWithoutRolesCountsAsSubmitter() {
        assertThat(permissions().permitted(List.of(), "calculator")).isTrue();
        assertThat(permissions().permitted(List.of(), "current_time")).isFalse();
    }

    @Test
    void ofAnAgentsToolsThoseRemainThatTheCallerMayUse() {
        List<String> tools = List.of("calculator", "files/*", "search_documents");

        assertThat(permissions().permitted(List.of("admin"), tools)).isEqualTo(tools);
        assertThat(permissions().permitted(List.of("reader"), tools))
                .containsExactly("files/read", "search_documents");
        assertThat(permissions().permitted(List.of("writer", "submitter"), tools))
                .containsExactly("calculator", "files/*");
        assertThat(permissions().permitted(List.of("unknown"), tools)).isEmpty();
    }

    @Test
    void withoutADefinitionEveryRoleMayUseTheBuiltInToolsOnly() {
        Permissions standard = AgentCatalogue.load(directory.resolve("none")).permissions();

        assertThat(standard.permitted(List.of("anyone"), "calculator")).isTrue();
        assertThat(standard.permitted(List.of(), "search_documents")).isTrue();
        assertThat(standard.permitted(List.of("admin"), "files/read")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    submitter: [calculator]         | submitter | is unknown; there is roles
                    roles: [a]                      | roles     | must hold fields
                    roles: {a: calculator}          | roles.a   | must be a list
                    roles: {a: [5]}                 | roles.a[0] | must be a text
                    roles: {a: [wrench]}            | roles.a[0] | there is no tool 'wrench'
                    roles: {a: ['wr*']}             | roles.a[0] | no tool's name begins like 'wr*'
                    roles: {a: ['*_time']}          | roles.a[0] | must be a tool
                    roles: {'a b': [calculator]}    | roles.a b | a role has at most 64 letters
                    """)
    void aWrongValueIsRefused(String yaml, String field, String message) {
        assertThat(definitions().file("config/permissions.yml", yaml).problems())
                .anyMatch(
                        problem ->
                                problem.startsWith(
                                        "config/permissions.yml:1: " + field + ": " + message));
    }

    private Permissions permissions() {
        return definitions().file("config/permissions.yml", ROLES).load().permissions();
    }

    private Definitions definitions() {
        return new Definitions(directory)
                .file("config/tools.yml", "mcp: {files: {command: files}}");
    }
}
