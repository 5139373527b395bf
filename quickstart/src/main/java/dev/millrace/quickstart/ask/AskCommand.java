package dev.millrace.quickstart.ask;

import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.DurationConverter;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code millrace ask}: asks a question, waits and prints the answer. */
@Command(
        name = "ask",
        description = "Asks a question, about your own documents if you name some.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:answered", "1:failed", "2:usage"})
public final class AskCommand implements Callable<Integer> {

    /** How long one question to the gateway waits for the end of the task. */
    private static final Duration ROUND = Duration.ofSeconds(3);

    /** How often a state that stays the same is told again. */
    private static final Duration REMINDER = Duration.ofSeconds(15);

    /** The gateway ends a task that has reached its deadline a little later. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(500);

    @Parameters(
            arity = "1..*",
            paramLabel = "QUESTION",
            description = "The question, in quotes; files after --document FILE may follow.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-d", "--document"},
            paramLabel = "FILE",
            description = "A .txt or .md file that the answer may quote; may be repeated.")
    private List<Path> documents = new ArrayList<>();

    @Option(names = "--agent", defaultValue = "default", description = "Who is to answer.")
    private String agent = "default";

    @Option(
            names = "--timeout",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description = "How long to wait, such as 30s or 5m (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(5);

    @Option(names = "--json", description = "Prints the task as JSON and nothing else.")
    private boolean json;

    @Option(
            names = "--port",
            hidden = true,
            defaultValue = "${env:MILLRACE_GATEWAY_PORT:-8080}",
            description = "The port of the gateway.")
    private int port;

    @Option(names = "--key", hidden = true, defaultValue = "${env:MILLRACE_API_KEY:-dev-key}")
    private String key = "dev-key";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Question question = question();
        long start = System.nanoTime();
        URI gateway = URI.create("http://127.0.0.1:" + port);
        try (TaskClient client = new TaskClient(gateway, key)) {
            String id = client.submit(question);
            error("Asked as task " + id + ".");
            Optional<String> ended = await(client, id, start);
            if (ended.isEmpty()) {
                error(
                        "No answer after %d s. The task may still end; look with: curl -H 'Authorization: Bearer …' %s/v1/tasks/%s"
                                .formatted(secondsSince(start), gateway, id));
                return CommandLine.ExitCode.SOFTWARE;
            }
            return print(ended.get(), start);
        } catch (CommandFailure e) {
            error(e.text());
            return e.exitCode();
        }
    }

    private Question question() {
        String prompt = words.getFirst().strip();
        if (prompt.isEmpty()) {
            throw usage("The question is empty.");
        }
        if (words.size() > 1 && documents.isEmpty()) {
            throw usage(
                    "Put the question in quotes: ./millrace ask \""
                            + String.join(" ", words)
                            + "\"");
        }
        if (timeout.isZero()) {
            throw usage("--timeout must be more than 0.");
        }
        List<Path> files = new ArrayList<>(documents);
        words.stream().skip(1).map(Path::of).forEach(files::add);
        try {
            return new Question(prompt, agent, DocumentFiles.read(files), timeout);
        } catch (UnusableDocument e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> await(TaskClient client, String id, long start)
            throws CommandFailure, InterruptedException {
        long end = start + timeout.plus(GRACE).toNanos();
        String told = "";
        long toldAt = start;
        while (System.nanoTime() < end) {
            Optional<String> seen = client.waitFor(id, ROUND);
            Optional<Task> task = seen.map(body -> Task.parse(JsonMapper.shared().readTree(body)));
            if (task.isPresent() && task.get().isEnded()) {
                return seen;
            }
            String news =
                    task.map(t -> t.state() + step(t))
                            .orElse("the gateway does not answer just now");
            if (!news.equals(told) || System.nanoTime() - toldAt > REMINDER.toNanos()) {
                error("  %s, %d s".formatted(news, secondsSince(start)));
                told = news;
                toldAt = System.nanoTime();
            }
            if (task.isEmpty()) {
                Thread.sleep(PAUSE);
            }
        }
        return Optional.empty();
    }

    private int print(String body, long start) {
        Task task = Task.parse(JsonMapper.shared().readTree(body));
        if (json) {
            out(body);
        } else if (task.isAnswered()) {
            out(AnswerText.render(task, Duration.ofNanos(System.nanoTime() - start)));
        } else {
            error("The task is %s. %s".formatted(task.state(), task.error()).strip());
        }
        return task.isAnswered() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String step(Task task) {
        return task.step() == 0
                ? ""
                : ", step " + task.step() + (task.maxSteps() > 0 ? " of " + task.maxSteps() : "");
    }

    private static long secondsSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toSeconds();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void out(String text) {
        spec.commandLine().getOut().println(text);
    }

    private void error(String text) {
        PrintWriter writer = spec.commandLine().getErr();
        writer.println(text);
        writer.flush();
    }
}
