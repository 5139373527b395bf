package dev.millrace.quickstart.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells what is going on, with the time since the beginning. */
final class Progress {

    private final PrintWriter out;
    private final long start = System.nanoTime();

    Progress(PrintWriter out) {
        this.out = out;
    }

    void say(String message) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, message);
        out.flush();
    }
}
