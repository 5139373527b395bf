package dev.millrace.executor.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds docs/failures.md to the table in the code. */
class FailuresPageTest {

    private static final Path PAGE =
            Path.of(System.getProperty("millrace.checkout", ".."), "docs", "failures.md");

    @Test
    void eachKindHasItsRow() throws IOException {
        List<List<String>> documented =
                rows("## Types").stream()
                        .map(row -> List.of(row.get(0), row.get(2), row.get(3)))
                        .toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(FailureKind.values())
                                .map(
                                        kind ->
                                                List.of(
                                                        "`" + kind.type() + "`",
                                                        yesOrNo(kind),
                                                        breaker(kind)))
                                .toList());
    }

    @Test
    void eachStatusHasItsRow() throws IOException {
        Map<Integer, List<String>> byStatus = new HashMap<>();
        Map<Integer, List<String>> byHundred = new HashMap<>();
        for (List<String> row : rows("## Statuses")) {
            List<String> told = List.of(row.get(1), row.get(2));
            for (String status : row.get(0).replace("other ", "").split(", ")) {
                if (status.endsWith("xx")) {
                    byHundred.put(Integer.parseInt(status.substring(0, 1)), told);
                } else {
                    byStatus.put(Integer.parseInt(status), told);
                }
            }
        }

        for (int status = 300; status < 600; status++) {
            FailureKind kind = FailureKind.ofStatus(status);
            assertThat(byStatus.getOrDefault(status, byHundred.get(status / 100)))
                    .as("status %d", status)
                    .containsExactly("`" + kind.type() + "`", yesOrNo(kind));
        }
    }

    private static String yesOrNo(FailureKind kind) {
        return kind.retryable() ? "yes" : "no";
    }

    private static String breaker(FailureKind kind) {
        return kind.breaker().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The cells of the first table below a heading, without its head. */
    private static List<List<String>> rows(String heading) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(heading))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> line.substring(1, line.length() - 1))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
    }
}
