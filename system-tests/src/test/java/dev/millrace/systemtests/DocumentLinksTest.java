package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every document links only to files and headings that are there. */
class DocumentLinksTest {

    private static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout"));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            dead.addAll(deadLinks(document));
        }

        assertThat(dead).isEmpty();
    }

    /** Of the folders that hold documents; what is built and run lies beside them. */
    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(CHECKOUT)) {
            top.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        for (Path readme : List.of(CHECKOUT.resolve("docs"), CHECKOUT.resolve("infra"))) {
            documents.addAll(below(readme));
        }
        try (Stream<Path> modules = Files.list(CHECKOUT)) {
            for (Path module :
                    modules.filter(folder -> Files.exists(folder.resolve("pom.xml"))).toList()) {
                documents.addAll(below(module.resolve("docs")));
                documents.add(module.resolve("README.md"));
            }
        }
        return documents.stream().filter(Files::exists).distinct().sorted().toList();
    }

    private static List<Path> below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }

    private static List<String> deadLinks(Path document) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher links = LINK.matcher(prose(document));
        while (links.find()) {
            if (!leadsSomewhere(document, links.group(1))) {
                dead.add(CHECKOUT.relativize(document) + " -> " + links.group(1));
            }
        }
        return dead;
    }

    private static boolean leadsSomewhere(Path document, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || !target.toString().endsWith(".md")
                || anchors(target).contains(parts[1]);
    }

    private static List<String> anchors(Path document) throws IOException {
        return HEADING.matcher(FENCE.matcher(Files.readString(document)).replaceAll(""))
                .results()
                .map(heading -> anchor(heading.group(1)))
                .toList();
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static String prose(Path document) throws IOException {
        String text = FENCE.matcher(Files.readString(document)).replaceAll("");
        return CODE.matcher(text).replaceAll("");
    }
}
