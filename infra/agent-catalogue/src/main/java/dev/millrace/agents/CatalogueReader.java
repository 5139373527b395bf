package dev.millrace.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the folder of definitions; single use. */
final class CatalogueReader {

    private static final String ENDING = ".yml";
    private static final String WRONG_ENDING = ".yaml";
    private static final String CONFIG = "config";
    private static final String MODELS = "models.yml";
    private static final String TOOLS = "tools.yml";
    private static final String PERMISSIONS = "permissions.yml";
    private static final Set<String> CONFIG_FILES = Set.of(MODELS, TOOLS, PERMISSIONS);
    private static final int MAX_FILES = 1_000;

    private final Path folder;
    private final Problems problems = new Problems();

    CatalogueReader(Path folder) {
        this.folder = folder;
    }

    AgentCatalogue read() {
        checkFolder();
        ModelsReader models = new ModelsReader();
        config(MODELS).ifPresent(models::read);
        Map<String, ToolDefinition> tools =
                config(TOOLS).map(file -> new ToolsReader().read(file)).orElse(Map.of());
        KnownTools known = new KnownTools(tools);
        Permissions permissions =
                config(PERMISSIONS)
                        .map(new PermissionsReader(known)::read)
                        .orElse(Permissions.standard());
        Map<String, AgentDefinition> agents = agents(new AgentReader(known));
        checkConfigNames();
        problems.throwIfAny();
        return new AgentCatalogue(
                agents,
                models.models(),
                tools,
                new PriceTable(models.models(), models.prices(), ListPrices.read()),
                permissions);
    }

    private void checkFolder() {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            problems.add(folder.toString(), 1, "", "is no folder");
        }
    }

    /** A file that serves all agents; it may hold nothing but comments. */
    private Optional<YamlValue> config(String name) {
        Path file = folder.resolve(CONFIG).resolve(name);
        return Files.exists(file)
                ? YamlFile.read(file, file.toString(), problems)
                : Optional.empty();
    }

    private Map<String, AgentDefinition> agents(AgentReader reader) {
        Map<String, AgentDefinition> agents = new LinkedHashMap<>();
        for (Path file : files(folder)) {
            String fileName = file.getFileName().toString();
            String name = fileName.substring(0, fileName.lastIndexOf('.'));
            if (isAgent(file, fileName, name)) {
                agent(file).ifPresent(value -> agents.put(name, reader.read(name, value)));
            }
        }
        return agents;
    }

    private boolean isAgent(Path file, String fileName, String name) {
        if (CONFIG_FILES.contains(fileName)) {
            problem(file, "belongs into the folder " + CONFIG);
        } else if (fileName.endsWith(WRONG_ENDING)) {
            problem(file, "must end in " + ENDING);
        } else if (!AgentReader.NAME.matcher(name).matches()) {
            problem(file, "the name of an agent has at most 64 letters, digits and . _ -");
        } else {
            return true;
        }
        return false;
    }

    private Optional<YamlValue> agent(Path file) {
        int before = problems.count();
        Optional<YamlValue> value = YamlFile.read(file, file.toString(), problems);
        if (value.isEmpty() && problems.count() == before) {
            problem(file, "is empty; an agent has at least a description");
        }
        return value;
    }

    /** A misspelt name must not mean that a file is silently passed over. */
    private void checkConfigNames() {
        for (Path file : files(folder.resolve(CONFIG))) {
            if (!CONFIG_FILES.contains(file.getFileName().toString())) {
                problem(
                        file,
                        "is unknown; there is "
                                + String.join(", ", CONFIG_FILES.stream().sorted().toList()));
            }
        }
    }

    /** The YAML files of a folder by name; none when it is missing. */
    private List<Path> files(Path of) {
        if (!Files.isDirectory(of)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(of)) {
            List<Path> found =
                    files.filter(CatalogueReader::isYaml)
                            .filter(Files::isRegularFile)
                            .sorted()
                            .toList();
            if (found.size() <= MAX_FILES) {
                return found;
            }
            problem(of, "holds " + found.size() + " files; at most " + MAX_FILES + " are read");
        } catch (IOException e) {
            problem(of, "cannot be listed: " + e);
        }
        return List.of();
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(ENDING) || name.endsWith(WRONG_ENDING));
    }

    private void problem(Path file, String message) {
        problems.add(file.toString(), 1, "", message);
    }
}
