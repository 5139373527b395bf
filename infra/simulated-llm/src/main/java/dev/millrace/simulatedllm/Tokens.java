package dev.millrace.simulatedllm;

/** Token counts as a rough model has them: one token for four characters. */
final class Tokens {

    private Tokens() {}

    static long in(String text) {
        return (text.length() + 3L) / 4;
    }
}
