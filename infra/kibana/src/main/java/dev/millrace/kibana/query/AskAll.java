package dev.millrace.kibana.query;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Asks an Elasticsearch everything that Kibana would ask it, and prints what came back: {@code
 * AskAll OBJECTS URL}. The exit code is 1 when a panel has no data.
 */
public final class AskAll {

    private static final Duration SPAN = Duration.ofHours(24);

    private AskAll() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: AskAll OBJECTS URL");
            System.exit(2);
        }
        int empty = 0;
        int asked = 0;
        try (Elasticsearch elasticsearch = new Elasticsearch(arguments[1])) {
            for (Question question : Questions.of(Path.of(arguments[0]), SPAN)) {
                Answer answer = elasticsearch.ask(question);
                asked++;
                empty += answer.isWhole() ? 0 : 1;
                System.out.printf(
                        "%-5s %7d documents %5d rows  %s%s%n",
                        answer.isWhole() ? "ok" : "EMPTY",
                        answer.hits(),
                        answer.rows(),
                        question.origin(),
                        answer.empty().isEmpty() ? "" : "  without " + answer.empty());
            }
        }
        System.out.printf("%d of %d have data%n", asked - empty, asked);
        System.exit(empty == 0 ? 0 : 1);
    }
}
