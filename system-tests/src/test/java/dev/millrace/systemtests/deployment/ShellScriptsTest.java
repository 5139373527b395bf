package dev.millrace.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lets shellcheck read every shell script of ours. */
class ShellScriptsTest {

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "mvnw");
    private static final Set<String> HIDDEN_OURS = Set.of(".ci", ".mvn");
    private static final Pattern SHELL = Pattern.compile("#!(/usr/bin/env )?(/bin/)?(ba)?sh");
    private static final int LONGEST_SCRIPT = 100_000;

    @Test
    void shellcheckFindsNothing() throws Exception {
        assumeTrue(
                Checkout.program("shellcheck").isPresent(), "skipped: shellcheck is not present");
        List<String> scripts = scripts();
        assertThat(scripts).contains("millrace", ".ci/run", ".mvn/find-jdk.sh");
        List<String> command = new ArrayList<>(List.of("shellcheck", "-x", "-P", "SCRIPTDIR:."));
        command.addAll(scripts);

        Checkout.Answer answer = Checkout.run(Map.of(), command);

        assertThat(answer.output()).isEmpty();
        assertThat(answer.code()).isZero();
    }

    private static List<String> scripts() throws IOException {
        List<String> scripts = new ArrayList<>();
        Files.walkFileTree(
                Checkout.ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return folder.equals(Checkout.ROOT) || isOurs(folder)
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (isOurs(file) && attributes.isRegularFile() && isShell(file)) {
                            scripts.add(Checkout.ROOT.relativize(file).toString());
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return scripts;
    }

    private static boolean isOurs(Path path) {
        String name = path.getFileName().toString();
        return !NOT_OURS.contains(name) && (!name.startsWith(".") || HIDDEN_OURS.contains(name));
    }

    private static boolean isShell(Path file) {
        try {
            if (file.toString().endsWith(".sh")) {
                return true;
            }
            return Files.size(file) < LONGEST_SCRIPT
                    && SHELL.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .lookingAt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
