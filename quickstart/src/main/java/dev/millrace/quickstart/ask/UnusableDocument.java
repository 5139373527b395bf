package dev.millrace.quickstart.ask;

import java.nio.file.Path;

/** A file cannot be used as a document; the message names it and says why. */
final class UnusableDocument extends Exception {

    UnusableDocument(Path file, String problem) {
        super(file + " " + problem);
    }
}
