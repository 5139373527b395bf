package dev.millrace.systemtests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The Model Context Protocol's reference server, installed from npm where Node.js is present.
 *
 * @param node the program that runs it
 * @param script its entry
 */
record NpmServer(String node, Path script) {

    private static final String PACKAGE = "@modelcontextprotocol/server-everything";
    private static final int SECONDS = 120;

    /** Empty where there is no Node.js, or no registry that npm can reach. */
    static Optional<NpmServer> install(Path folder) {
        String node = onPath("node");
        String npm = onPath("npm");
        if (node == null || npm == null) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(folder);
            Process process =
                    new ProcessBuilder(
                                    npm,
                                    "install",
                                    "--prefix",
                                    folder.toString(),
                                    "--no-audit",
                                    "--no-fund",
                                    PACKAGE)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("npm.log").toFile())
                            .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        Path script = folder.resolve("node_modules").resolve(PACKAGE).resolve("dist/index.js");
        return Files.exists(script) ? Optional.of(new NpmServer(node, script)) : Optional.empty();
    }

    /** Where a program is; null if it is not here. */
    static String onPath(String program) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return null;
    }
}
