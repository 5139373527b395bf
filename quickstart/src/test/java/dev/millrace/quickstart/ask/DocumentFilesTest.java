package dev.millrace.quickstart.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFilesTest {

    @TempDir private Path folder;

    @Test
    void documentIsNamedAfterItsFileAndTitledAfterItsFirstHeading() throws Exception {
        Path file = write("mill.MD", "\uFEFFSome words\n\n## The mill ##\n\n# Later\n");
        assertThat(DocumentFiles.read(List.of(file)))
                .containsExactly(
                        new Document(
                                "mill.MD",
                                "The mill",
                                "Some words\n\n## The mill ##\n\n# Later\n"));
    }

    @Test
    void documentWithoutHeadingIsTitledAfterItsFile() throws Exception {
        Path text = write("notes.txt", "# no markdown here\n");
        assertThat(DocumentFiles.read(List.of(text)))
                .containsExactly(new Document("notes.txt", "notes.txt", "# no markdown here\n"));
    }

    @Test
    void filesOfTheSameNameGetDifferentIds() throws Exception {
        Path one = write("a.txt", "one");
        Files.createDirectory(folder.resolve("sub"));
        Path two = write("sub/a.txt", "two");
        assertThat(DocumentFiles.read(List.of(one, two)))
                .extracting(Document::id)
                .containsExactly("a.txt", "a.txt (2)");
    }

    @Test
    void unusableFilesAreRefusedByName() throws Exception {
        assertRefused(folder.resolve("absent.txt"), "does not exist");
        assertRefused(folder, "is a folder");
        assertRefused(write("scan.pdf", "%PDF"), "is not of a type that can be read: .txt or .md");
        assertRefused(write("blank.md", " \n"), "is empty");

        Path binary = folder.resolve("latin.txt");
        Files.write(binary, new byte[] {'M', (byte) 0xFC, 'h', 'l', 'e'});
        assertRefused(binary, "is not UTF-8");

        Path big = folder.resolve("big.txt");
        try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(DocumentFiles.MAX_BYTES + 1);
        }
        assertRefused(big, "is too big");
    }

    private static void assertRefused(Path file, String problem) {
        assertThatThrownBy(() -> DocumentFiles.read(List.of(file)))
                .isInstanceOf(UnusableDocument.class)
                .hasMessageStartingWith(file + " " + problem);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
