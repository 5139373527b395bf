package dev.millrace.apikeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationSecretTest {

    private static final String GIVEN = "a secret that is long enough for us";

    @TempDir private Path folder;

    @Test
    void itIsMadeOnceAndOnlyItsOwnerReadsIt() throws Exception {
        Path file = folder.resolve("secrets/keys");

        String first = InstallationSecret.load("", file).digest("key");

        assertThat(InstallationSecret.load(null, file).digest("key")).isEqualTo(first);
        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void processesThatStartTogetherAgreeOnOne() throws Exception {
        Path file = folder.resolve("keys");
        Set<String> digests = new HashSet<>();
        try (ExecutorService starters = Executors.newFixedThreadPool(8)) {
            List<Future<String>> started = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                started.add(
                        starters.submit(() -> InstallationSecret.load(null, file).digest("key")));
            }
            for (Future<String> one : started) {
                digests.add(one.get());
            }
        }

        assertThat(digests).hasSize(1);
    }

    @Test
    void whatIsGivenGoesBeforeTheFile() {
        Path file = folder.resolve("unused");

        String digest = InstallationSecret.load(GIVEN, file).digest("key");

        assertThat(file).doesNotExist();
        assertThat(digest).isNotEqualTo(InstallationSecret.load(GIVEN + "!", file).digest("key"));
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> InstallationSecret.load("short", folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at least 32");
    }
}
