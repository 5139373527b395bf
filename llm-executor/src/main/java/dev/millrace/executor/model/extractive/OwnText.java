package dev.millrace.executor.model.extractive;

import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody says, read as a question and the text that it is about: the question is what a
 * label such as "Question:" announces, or else the last sentence with a question mark, or else the
 * last sentence.
 *
 * @param passages the rest of what is said, that of the last message last; none if it is nothing
 *     but questions
 */
public record OwnText(String question, List<Turn.Passage> passages) {

    private static final Pattern QUESTION_LABEL =
            Pattern.compile("(?im)^[ \\t#*]*(?:user |my )?(?:question|query|frage)\\**:\\**\\s*");
    private static final Pattern OTHER_LABEL =
            Pattern.compile(
                    "(?im)^[ \\t#*]*(?:context|text|documents?|passages?|information|background"
                            + "|answer|kontext|antwort)\\**:\\**[ \\t]*");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?][\"')\\]]*\\s+|\\n");

    /** Of how near a retrieval finds a passage that is about the question. */
    private static final double NEAR = 0.5;

    /**
     * @param others what was said beside the message
     */
    public static OwnText of(String message, List<String> others) {
        String text = message.strip();
        Span question = question(text);
        List<String> sources = new ArrayList<>(others);
        sources.add(text.substring(0, question.start()) + "\n" + text.substring(question.end()));
        List<Turn.Passage> passages = new ArrayList<>();
        for (String source : sources) {
            String read =
                    OTHER_LABEL
                            .matcher(QUESTION_LABEL.matcher(source).replaceAll(""))
                            .replaceAll("");
            if (isMoreThanQuestions(read)) {
                int number = passages.size() + 1;
                passages.add(new Turn.Passage(number, "message-" + number, "", read, NEAR));
            }
        }
        return new OwnText(text.substring(question.start(), question.end()).strip(), passages);
    }

    private static Span question(String text) {
        Matcher label = QUESTION_LABEL.matcher(text);
        int labelled = -1;
        while (label.find()) {
            labelled = label.end();
        }
        if (labelled >= 0 && labelled < text.length()) {
            Matcher next = OTHER_LABEL.matcher(text);
            return new Span(labelled, next.find(labelled) ? next.start() : text.length());
        }
        int mark = text.lastIndexOf('?');
        int end = mark < 0 ? text.length() : mark + 1;
        return new Span(lastStart(text, mark < 0 ? end - 1 : mark), end);
    }

    /** Where the sentence begins that ends here. */
    private static int lastStart(String text, int end) {
        Matcher ends = SENTENCE_END.matcher(text);
        int start = 0;
        while (ends.find() && ends.end() <= end) {
            start = ends.end();
        }
        return start;
    }

    private static boolean isMoreThanQuestions(String text) {
        return SentenceSplitter.split(text).stream()
                .anyMatch(sentence -> !sentence.text().endsWith("?"));
    }

    private record Span(int start, int end) {}
}
