package dev.millrace.systemtests;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.json.JsonMapper;

/** The agents of the tests, with the addresses of this test run filled in. */
final class AgentFolder {

    private AgentFolder() {}

    /** Writes the folder; the agent that uses a server from npm only if there is that server. */
    static void write(Path folder, String modelUrl, String remoteModelUrl, Optional<NpmServer> npm)
            throws IOException {
        Map<String, String> values = new HashMap<>();
        values.put("@MODEL_URL@", modelUrl);
        values.put("@REMOTE_MODEL_URL@", remoteModelUrl);
        values.put("@JAVA@", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        values.put("@CLASS_PATH@", classPathOfTheWeatherServer());
        Path resources = resource("agents");
        try (Stream<Path> files = Files.walk(resources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                write(folder.resolve(resources.relativize(file)), file, values);
            }
        }
        if (npm.isPresent()) {
            values.put("@NODE@", npm.get().node());
            values.put("@EVERYTHING@", npm.get().script().toString());
            write(folder.resolve("everyman.yml"), resource("everything-agent.yml"), values);
            Path tools = folder.resolve("config/tools.yml");
            Files.writeString(
                    tools,
                    Files.readString(tools) + filled(resource("everything-tools.yml"), values));
        }
    }

    /** What it needs and no more: arguments in tools.yml are of bounded length. */
    private static String classPathOfTheWeatherServer() {
        return Stream.of(
                        WeatherServer.class,
                        JsonMapper.class,
                        TokenStreamFactory.class,
                        JsonInclude.class)
                .map(AgentFolder::place)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no place of " + type, e);
        }
    }

    private static void write(Path target, Path source, Map<String, String> values)
            throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(target, filled(source, values));
    }

    private static String filled(Path source, Map<String, String> values) throws IOException {
        String text = Files.readString(source);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        return text;
    }

    private static Path resource(String name) {
        try {
            return Path.of(AgentFolder.class.getResource("/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no resource " + name, e);
        }
    }
}
