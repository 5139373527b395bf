package dev.millrace.devstack.containers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The images of the servers: those of the compose file, unless the environment names others.
 *
 * @param kafka what {@code MILLRACE_KAFKA_IMAGE} names
 * @param registry what {@code MILLRACE_APICURIO_IMAGE} names
 * @param elasticsearch what {@code MILLRACE_ELASTICSEARCH_IMAGE} names
 */
record Images(String kafka, String registry, String elasticsearch) {

    static Images of(Path checkout) {
        return of(checkout, System::getenv);
    }

    static Images of(Path checkout, UnaryOperator<@Nullable String> environment) {
        Properties defaults = defaults(checkout.resolve(".env"));
        return new Images(
                image("MILLRACE_KAFKA_IMAGE", environment, defaults),
                image("MILLRACE_APICURIO_IMAGE", environment, defaults),
                image("MILLRACE_ELASTICSEARCH_IMAGE", environment, defaults));
    }

    List<String> all() {
        return List.of(kafka, registry, elasticsearch);
    }

    private static String image(
            String variable, UnaryOperator<@Nullable String> environment, Properties defaults) {
        String chosen = environment.apply(variable);
        String image = chosen == null || chosen.isBlank() ? defaults.getProperty(variable) : chosen;
        if (image == null) {
            throw new IllegalStateException(variable + " is neither set nor in .env");
        }
        return image;
    }

    private static Properties defaults(Path file) {
        Properties defaults = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            defaults.load(reader);
            return defaults;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
