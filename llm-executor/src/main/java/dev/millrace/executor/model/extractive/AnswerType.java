package dev.millrace.executor.model.extractive;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.UNICODE_CASE;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What kind of thing a question asks for, as far as its first words and the answer's form tell. */
enum AnswerType {
    MONEY(
            "\\b(how much|what|which|wie ?viel|was)\\b.*\\b(costs?|price|fees?|charged?|pay|paid|salary|rent|kostet|kosten|preis|gebühr)\\b",
            "[$€£¥]\\s?\\d|\\d\\s?[$€£¥]|\\b(usd|eur|dollars?|euros?|cents?|pounds?|francs?|free of charge|no charge|for free|royalty-free|kostenlos)\\b",
            true),
    YEAR(
            "\\b(what|which|in welchem|welches) (year|date|day|month|jahr|datum|tag)\\b",
            "\\b1\\d{3}\\b|\\b20\\d{2}\\b|\\b(january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\\b",
            true),
    QUANTITY(
            "\\b(how (many|much|long|old|far|big|large|tall|high|heavy|wide|deep|fast|often)|what (number|percentage|size|age|port)|which (port|number)|wie ?(viele?|lange|alt|weit|groß|hoch|schwer|oft)|welche[rn]? (port|nummer))\\b",
            "\\d|\\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|million|billion|dozen|half|once|twice|single|both|score|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|daily|weekly|monthly|yearly|annually|every|always|never|perpetual|unlimited)\\b",
            true),
    TIME(
            "^\\W*(when|wann|since when|until when|seit wann|by when|from when|at what time|what time)\\b",
            "\\b1\\d{3}\\b|\\b20\\d{2}\\b|\\d{1,2}[:.]\\d{2}|\\b(january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|mon|tues|wednes|thurs|fri|satur|sun)(day)?s?\\b|\\b(when|if|after|before|until|upon|within|once|as soon as|während|wenn|sobald|nach|vor|noon|midnight|days?|weeks?|months?|years?|century|morning|evening|o'clock|[ap]\\.?m\\.?|uhr)\\b",
            false),
    PERSON(
            "^\\W*(who|whom|whose|wer|wem|wen|wessen|by whom|which (person|author|company|organi[sz]ation))\\b",
            "(?-i:\\S\\s+(?:\\p{Lu}\\p{Ll}+|\\p{Lu}\\.)(?:\\s+\\p{Lu}\\p{Ll}+)*)|\\b(by|author|owner|holder|licensor|licensee|contributor|user|people|anyone|everyone|person|man|woman|administrator|root|team|company|foundation|jeder|niemand|alle|durch|von)\\b",
            false),
    PLACE(
            "^\\W*(where|wo|wohin|woher|in which (city|country|town|file|directory|folder|place)|what (address|city|country|place))\\b",
            "(?-i:\\b(?:in|at|on|near|under|from|to|of|bei|am|auf|aus|nach)\\s+(?:the\\s+|der\\s+|den\\s+|dem\\s+)?[\\p{Lu}`/~\"'<])|[/~][\\w.]+|https?:|@|\\b(directory|folder|file|website|page|address|office|building|street|straße|road|here|there)\\b",
            false),
    REASON(
            "^\\W*(why|warum|wieso|weshalb|what is the (reason|purpose)|for what reason|what for|wozu)\\b",
            "\\b(because|since|so that|in order to|due to|reason|therefore|thus|as a result|to (avoid|ensure|protect|prevent|allow|make|keep|give)|otherwise|for this|that is why|so|weil|da|damit|deshalb|um)\\b",
            false),
    OTHER("", "", false);

    private final @Nullable Pattern question;
    private final @Nullable Pattern answer;
    private final boolean strict;

    AnswerType(String question, String answer, boolean strict) {
        this.question = question.isEmpty() ? null : compile(question);
        this.answer = answer.isEmpty() ? null : compile(answer);
        this.strict = strict;
    }

    private static Pattern compile(String regex) {
        return Pattern.compile(regex, CASE_INSENSITIVE | UNICODE_CASE);
    }

    static AnswerType of(String question) {
        for (AnswerType type : values()) {
            if (type.question != null && type.question.matcher(question).find()) {
                return type;
            }
        }
        return OTHER;
    }

    /** Whether an answer without the expected form can hardly be one. */
    boolean strict() {
        return strict;
    }

    /** Whether a sentence holds something of the form that is asked for. */
    boolean isIn(String sentence) {
        return answer != null && answer.matcher(sentence).find();
    }
}
