package dev.millrace.apikeys;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A key as its owner has it: {@code mr_<id>_<secret>}, of which only the id may be shown again.
 *
 * @param id names the key; ten characters
 * @param text the whole key; its secret part has 200 random bits
 */
public record ApiKey(String id, String text) {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 40;
    private static final Pattern FORM =
            Pattern.compile("mr_([a-z2-7]{%d})_[a-z2-7]{%d}".formatted(ID_LENGTH, SECRET_LENGTH));

    /** A new key. */
    public static ApiKey generate(SecureRandom random) {
        String id = characters(random, ID_LENGTH);
        return new ApiKey(id, "mr_" + id + "_" + characters(random, SECRET_LENGTH));
    }

    /** The id in a text that has the form of a key. */
    public static Optional<String> idOf(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String characters(SecureRandom random, int count) {
        return random.ints(count, 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}
