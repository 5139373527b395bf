package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ChildCommandTest {

    @TempDir private Path folder;

    @Test
    @Timeout(60)
    void aProcessThatRunsOutOfMemoryEndsAndDoesNotGoOnHalfDead() throws Exception {
        List<String> command = new ArrayList<>(command());
        // The jar of the main classes is not built yet when this is tested.
        int main = command.indexOf("-cp");
        command.subList(main, command.size()).clear();
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Greedy.class.getName()));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();

        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
    }

    private List<String> command() throws IOException {
        Path target = Files.createDirectories(folder.resolve("infra/dev-stack/target"));
        Files.createFile(target.resolve("dev-stack-1.0.jar"));
        Installation installation = new Installation(folder, folder.resolve("home"));
        return new ChildCommand(installation, "greedy")
                .heap("64m")
                .quicklyCompiled()
                .running(List.of(), Greedy.class.getName());
    }

    /** Takes all memory in one thread; another notices nothing. */
    static final class Greedy {

        private Greedy() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread.ofPlatform().start(Greedy::takeAll).join();
        }

        private static void takeAll() {
            Object taken = List.of();
            while (true) {
                taken = List.of(taken, new byte[1 << 20]);
            }
        }
    }
}
