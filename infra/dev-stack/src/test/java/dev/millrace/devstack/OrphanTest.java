package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.child.ChildMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path folder;

    @Test
    void childrenEndByThemselvesWhenTheirSupervisorIsKilled() throws IOException {
        Process supervisor =
                new ProcessBuilder(java(SupervisorProcess.class.getName(), folder.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<ProcessHandle> children =
                await().atMost(PATIENCE)
                        .until(() -> supervisor.children().toList(), found -> found.size() == 2);
        await().atMost(PATIENCE)
                .until(() -> ProcessLog.lastLines(folder.resolve("b.log"), 1).contains("running"));

        supervisor.destroyForcibly();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    }

    private static List<String> java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Supervises two children until it is killed. */
    static final class SupervisorProcess {

        private SupervisorProcess() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            new Supervisor(
                            List.of(child("a", folder), child("b", folder)),
                            Backoff.DEFAULT,
                            new SupervisorListener() {})
                    .start();
            sleep();
        }

        private static ProcessSpec child(String name, Path folder) {
            return new ProcessSpec(
                    name,
                    Ports.free().of(Ports.KAFKA),
                    Ports.variable(name),
                    java(ChildMain.class.getName(), Sleeper.class.getName()),
                    Map.of(),
                    folder,
                    folder.resolve(name + ".log"),
                    () -> true,
                    Set.of(),
                    false,
                    Duration.ofSeconds(5));
        }
    }

    /** Would run for ever. */
    public static final class Sleeper {

        private Sleeper() {}

        /** Runs for ever. */
        public static void main(String[] arguments) {
            System.out.println("running");
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(Duration.ofDays(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
