package dev.millrace.systemtests.configuration;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * Writes docs/operations/configuration.md anew. Not a test that runs by itself: {@code ./mvnw -pl
 * system-tests test -Dtest=WriteConfigurationReference}, after a build.
 */
class WriteConfigurationReference {

    @Test
    void write() throws IOException {
        Files.createDirectories(ConfigurationReference.page().getParent());
        Files.write(ConfigurationReference.page(), ConfigurationReference.present().lines());
    }
}
