package dev.millrace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** Whatever people do to a file, they are told what is wrong with it. */
class RandomEditsTest {

    private static final int EDITS = Integer.getInteger("millrace.test.edits", 25);

    private static final List<String> PIECES =
            List.of(
                    "\n",
                    "  ",
                    ":",
                    "- ",
                    "[",
                    "]",
                    "{",
                    "}",
                    "\"",
                    "'",
                    "*",
                    "&a ",
                    "*a",
                    "!!int ",
                    "|",
                    ">",
                    "#",
                    "~",
                    "null",
                    "1e99",
                    "-1",
                    "0x1F",
                    "1:30",
                    ".inf",
                    "yes",
                    "\t",
                    "\u0000",
                    "\uFEFF",
                    "\uD83D\uDE00",
                    "---\n",
                    "...\n",
                    "? ",
                    "%YAML 1.2\n",
                    "<<: ",
                    "PT99999999999999999999S",
                    "9999999999999999999",
                    "${",
                    "${A}",
                    "{x}",
                    "http://");

    @TempDir Path directory;

    @RepeatedTest(8)
    void aBrokenFileIsReportedAndNeverBreaksTheReader(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        String documentation =
                Files.readString(
                        Path.of(System.getProperty("millrace.checkout"), "docs/agents.md"));
        List<String> files =
                List.of(
                        "researcher.yml",
                        "config/models.yml",
                        "config/tools.yml",
                        "config/permissions.yml");
        String[] blocks = documentation.split("```yaml\n");
        for (int i = 0; i < EDITS; i++) {
            Definitions definitions = new Definitions(directory);
            int broken = random.nextInt(files.size());
            String edited = "";
            for (int j = 0; j < files.size(); j++) {
                String text = blocks[j + 1].substring(0, blocks[j + 1].indexOf("```"));
                edited = j == broken ? edit(text, random) : edited;
                definitions.file(files.get(j), j == broken ? edited : text);
            }
            check(definitions, edited);
        }
    }

    private static void check(Definitions definitions, String edited) {
        try {
            definitions.load();
        } catch (InvalidDefinitionsException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.line() > 0);
        } catch (RuntimeException | StackOverflowError e) {
            fail("broke on:\n" + edited, e);
        }
    }

    private static String edit(String text, Random random) {
        StringBuilder edited = new StringBuilder(text);
        for (int i = 0; i <= random.nextInt(3); i++) {
            int place = random.nextInt(edited.length());
            int end = Math.min(edited.length(), place + random.nextInt(12));
            edited.replace(place, end, PIECES.get(random.nextInt(PIECES.size())));
        }
        return edited.toString();
    }
}
