package dev.millrace.quickstart;

import dev.millrace.devstack.Installation;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessSpec;
import dev.millrace.devstack.Servers;
import dev.millrace.devstack.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the command line works: the checkout it was called from, its data folder, its ports. */
public final class Here {

    private Here() {}

    /**
     * The checkout that {@code ./millrace} belongs to, or else the one around the working
     * directory, with the data folder {@code MILLRACE_HOME}.
     */
    public static Installation installation() {
        Path checkout = checkout(System.getProperty("millrace.checkout"));
        @Nullable String home = System.getenv("MILLRACE_HOME");
        return new Installation(
                checkout,
                home == null || home.isBlank() ? checkout.resolve(".millrace") : Path.of(home));
    }

    private static Path checkout(@Nullable String configured) {
        if (configured != null) {
            return Path.of(configured);
        }
        Path folder = Path.of("").toAbsolutePath();
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(".mvn/find-jdk.sh"))) {
                return at;
            }
        }
        return folder;
    }

    /** The ports that the environment names. */
    public static Ports ports() {
        return Ports.from(System.getenv());
    }

    /** Everything that {@code up} runs. */
    static List<ProcessSpec> processes(Installation installation, Ports ports) {
        List<ProcessSpec> specs = new ArrayList<>(new Servers(installation, ports).all());
        specs.addAll(new Services(installation, ports, Map.of()).all());
        return specs;
    }
}
