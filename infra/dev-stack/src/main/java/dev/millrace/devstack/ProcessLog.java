package dev.millrace.devstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The output of a process, in a file that is kept to a bounded size from start to start. */
public final class ProcessLog {

    private static final long LARGE = 20L * 1024 * 1024;
    private static final int TAIL_BYTES = 16 * 1024;

    private ProcessLog() {}

    static void rotateIfLarge(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > LARGE) {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The last lines of a log; empty when there is none. */
    public static List<String> lastLines(Path file, int lines) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(log.length(), TAIL_BYTES)];
            log.seek(log.length() - tail.length);
            log.readFully(tail);
            List<String> all = new String(tail, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException _) {
            return List.of();
        }
    }
}
