package dev.millrace.quickstart.ask;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the files that go along with a question. */
final class DocumentFiles {

    /** What the gateway takes in one request, all documents together. */
    static final long MAX_BYTES = 8L * 1024 * 1024;

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.+?)\\s*#*\\s*$");
    private static final int MAX_TITLE_LENGTH = 200;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private DocumentFiles() {}

    static List<Document> read(List<Path> files) throws UnusableDocument {
        List<Document> documents = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Path file : files) {
            String text = text(file);
            documents.add(new Document(uniqueId(file, ids), title(file, text), text));
        }
        return documents;
    }

    private static String text(Path file) throws UnusableDocument {
        requireUsable(file);
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                            .toString();
            String withoutMark = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            if (withoutMark.isBlank()) {
                throw new UnusableDocument(file, "is empty.");
            }
            return withoutMark;
        } catch (CharacterCodingException _) {
            throw new UnusableDocument(file, "is not UTF-8 text. Save it as UTF-8 and try again.");
        } catch (IOException e) {
            throw new UnusableDocument(file, "cannot be read: " + e.getMessage());
        }
    }

    private static void requireUsable(Path file) throws UnusableDocument {
        if (!Files.exists(file)) {
            throw new UnusableDocument(file, "does not exist.");
        }
        if (Files.isDirectory(file)) {
            throw new UnusableDocument(file, "is a folder. Name the files in it one by one.");
        }
        if (!isMarkdown(file) && !name(file).endsWith(".txt")) {
            throw new UnusableDocument(file, "is not of a type that can be read: .txt or .md.");
        }
        if (!Files.isReadable(file)) {
            throw new UnusableDocument(file, "cannot be read: permission denied.");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new UnusableDocument(
                        file, "is too big: the documents of a question may have up to 8 MiB.");
            }
        } catch (IOException e) {
            throw new UnusableDocument(file, "cannot be read: " + e.getMessage());
        }
    }

    /** Files of the same name in different folders are told apart by a number. */
    private static String uniqueId(Path file, Set<String> ids) {
        String name = String.valueOf(file.getFileName());
        String id = name;
        for (int number = 2; !ids.add(id); number++) {
            id = name + " (" + number + ")";
        }
        return id;
    }

    private static String title(Path file, String text) {
        var heading = HEADING.matcher(text);
        String title =
                isMarkdown(file) && heading.find()
                        ? heading.group(1)
                        : String.valueOf(file.getFileName());
        return title.length() <= MAX_TITLE_LENGTH ? title : title.substring(0, MAX_TITLE_LENGTH);
    }

    private static boolean isMarkdown(Path file) {
        return name(file).endsWith(".md");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }
}
