package dev.millrace.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of the tests says at its end of those that need a tool. */
class OptionalChecksTest {

    @TempDir Path checkout;

    @Test
    void aSkippedCheckSaysWhy() throws Exception {
        source("RulesTest", needing("promtool"));
        report(
                "RulesTest",
                """
                <testcase name="a" classname="x.RulesTest" time="0.1">
                  <skipped message="Assumption failed: skipped: promtool is not present" type="x"/>
                </testcase>
                """);

        assertThat(said()).containsExactly("skipped RulesTest promtool is not present");
    }

    @Test
    void aCheckThatRanSaysWhatItNeeded() throws Exception {
        source("RulesTest", needing("promtool"));
        report("RulesTest", "<testcase name=\"a\" classname=\"x.RulesTest\" time=\"0.1\"/>");

        assertThat(said()).containsExactly("ran RulesTest needs promtool");
    }

    @Test
    void aCheckOfWhichSomeTestsWereSkippedSaysSo() throws Exception {
        source("NodeIT", needing("npx"));
        report(
                "NodeIT",
                """
                <testcase name="a" classname="x.NodeIT" time="0.1"/>
                <testcase name="b" classname="x.NodeIT" time="0.1">
                  <skipped><![CDATA[TestAbortedException: skipped: npx is not present]]></skipped>
                </testcase>
                """);

        assertThat(said()).containsExactly("in part NodeIT npx is not present");
    }

    @Test
    void aClassThatWasSkippedAsAWholeIsNotTakenForOneThatRan() throws Exception {
        source("RulesTest", needing("promtool"));
        report("RulesTest", "");

        assertThat(said()).containsExactly("skipped RulesTest needs promtool");
    }

    @Test
    void aTestThatGetsTheToolFromAnotherClassIsFound() throws Exception {
        source("NpmProject", needing("npm"));
        source("PageIT", "new NpmProject();");
        source("OtherIT", "");

        assertThat(said()).containsExactly("not run PageIT needs npm");
    }

    /** With its colon apart, so that this class itself is not taken for an optional check. */
    private static String needing(String tool) {
        return "assumeTrue(false, \"skipped%s %s is not present\");".formatted(":", tool);
    }

    private void source(String name, String statement) throws IOException {
        Path file = checkout.resolve("module/src/test/java/x/" + name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "class " + name + " {{ " + statement + " }}");
    }

    private void report(String name, String cases) throws IOException {
        Path file = checkout.resolve("module/target/surefire-reports/TEST-x." + name + ".xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<testsuite>\n" + cases + "</testsuite>\n");
    }

    private List<String> said() throws IOException, InterruptedException {
        Checkout.Answer answer =
                Checkout.run(Map.of(), List.of(".ci/optional-checks", checkout.toString()));
        assertThat(answer.code()).as(answer.output()).isZero();
        return answer.output()
                .lines()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }
}
