package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {

    @TempDir Path directory;

    @Test
    void aFileThatRefersToItselfIsRefusedBeforeItGrows() {
        String bomb =
                """
                description: D
                a: &a [x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
                """;

        assertThat(definitions().file("a.yml", bomb).problems())
                .startsWith("a.yml:3: refers to *a; repeat the value instead");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() {
        String large = "description: " + "x".repeat(YamlFile.MAX_BYTES);

        assertThat(definitions().file("a.yml", large).problems())
                .containsExactly("a.yml:1: has 262157 bytes; at most 262144 are read");
    }

    @Test
    void aFileThatIsNestedTooDeeplyIsRefused() {
        assertThat(definitions().file("a.yml", "[".repeat(100) + "]".repeat(100)).problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("a.yml:1: is not YAML: ")
                .contains("Nesting Depth");
    }

    @Test
    void aFileThatIsNoTextIsRefused() {
        assertThat(definitions().file("a.yml", new byte[] {'a', ':', ' ', (byte) 0xff}).problems())
                .containsExactly("a.yml:1: is not UTF-8 text");
        assertThat(definitions().file("a.yml", "description: x\nname: \u0007").problems())
                .containsExactly(
                        "a.yml:2: holds a character that YAML forbids; only printable ones are"
                                + " allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    description: [a               | 1 | is not YAML: expected ',' or ']'
                    description: x\\n\\tmaxSteps: 1 | 2 | is not YAML: found character '\\t(TAB)'
                    description: x\\n---\\nname: a  | 2 | is not YAML: but found another document
                    description: x\\ndescription: y | 2 | description: is there twice
                    - description                 | 1 | must hold fields, such as name: value, but is a list
                    just words                    | 1 | must hold fields, such as name: value, but is the text 'just words'
                    1: x                          | 1 | names of fields are short texts
                    description: !!java.net.URL x | 1 | is not YAML: Global tag is not allowed
                    description: !secret x        | 1 | description: must be a text
                    """)
    void whatIsNoPlainYamlIsRefusedWithItsLine(String yaml, int line, String message) {
        String text = yaml.replace("\\n", "\n").replace("\\t", "\t");

        assertThat(definitions().file("a.yml", text).problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("a.yml:" + line + ": " + message);
    }

    private Definitions definitions() {
        return new Definitions(directory);
    }
}
