package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AsyncApiTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    static Path document() {
        return MODULE.resolve("src/main/resources/dev/millrace/schemas/asyncapi.yaml");
    }

    static List<TopicUse> uses() {
        return TopicUse.all();
    }

    @Test
    void theDocumentIsThatOfTheCatalogue() throws IOException {
        assertThat(Files.readString(document()))
                .as("write it anew with -Dtest=ReleaseSchemas")
                .isEqualTo(AsyncApi.yaml());
    }

    @Test
    void everyTopicIsDescribedOnce() {
        assertThat(uses().stream().<String>map(use -> use.topic().name()).toList())
                .isEqualTo(Topics.all().stream().<String>map(Topic::name).toList());
    }

    @ParameterizedTest
    @MethodSource("uses")
    void theTableOfTopicsSaysTheSame(TopicUse use) throws IOException {
        assertThat(Files.readAllLines(MODULE.resolve("../docs/topics.md"))).contains(row(use));
    }

    private static String row(TopicUse use) {
        return "| `%s` | `%s` | %s | %s | %s | %s |"
                .formatted(
                        use.topic().name(),
                        use.topic().valueType().getSimpleName(),
                        use.key(),
                        names(use.writers()),
                        names(use.readers()),
                        kept(use.topic()));
    }

    private static String names(List<Party> parties) {
        return parties.stream().map(Party::id).collect(Collectors.joining(", "));
    }

    private static String kept(Topic<?, ?> topic) {
        return switch (topic.cleanup()) {
            case COMPACT -> "the last of each key";
            case DELETE ->
                    topic.retention().toDays() > 0
                            ? topic.retention().toDays() + " d"
                            : topic.retention().toHours() + " h";
        };
    }
}
